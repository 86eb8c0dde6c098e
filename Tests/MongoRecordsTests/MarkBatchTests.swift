import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoRecords

struct MarkBatchTests {
    private func mark(_ number: Int, canBeLost: Bool = true) -> Mark {
        Mark(
            update: MongoUpdate(["_id": .int(number)], ["$inc": ["marks": 1]], upsert: true),
            items: 1,
            canBeLost: canBeLost
        )
    }

    private func marked(_ bench: Bench) async throws -> Int {
        try await bench.mongo.countDocuments(in: "marks")
    }

    @Test func `marks are written by themselves, in one command`() async throws {
        let mongod = try await PrivateMongo.start()
        let mongo = try MongoClient(uri: mongod.url(), threads: 2, appName: "modpilot-tests")
        let batch = MarkBatch(mongo: mongo, collection: "marks", pause: .milliseconds(500))
        let before = try await updateCommands(mongo)
        for number in 0..<200 { batch.add(mark(number)) }
        try await eventually("the marks are written") { try await mongo.countDocuments(in: "marks") == 200 }
        #expect(try await updateCommands(mongo) - before == 1)
        await batch.close()
        await mongo.close()
    }

    private func updateCommands(_ mongo: MongoClient) async throws -> Int64 {
        let status = try await mongo.command(["serverStatus": 1], kind: .read)
        let commands = try status.required("metrics", \.documentValue).required("commands", \.documentValue)
        return try commands.required("update", \.documentValue).required("total", \.int64Value)
    }

    @Test func `a flush writes what was added before it, in order`() async throws {
        try await withRecords { bench async throws in
            let batch = MarkBatch(mongo: bench.mongo, collection: "marks", pause: .seconds(600))
            for value in 1...1_200 {
                let update = MongoUpdate(["_id": 1], ["$push": ["seen": .int(value)]], upsert: true)
                batch.add(Mark(update: update, items: 1, canBeLost: true))
            }
            await batch.flush()
            let document = try await bench.mongo.findOne(in: "marks", FindQuery(["_id": 1], concern: .local))
            #expect(document?.array("seen")?.compactMap(\.int64Value) == Array(1...1_200))
            await batch.close()
        }
    }

    @Test func `many may add and flush at once: nothing is written twice or forgotten`() async throws {
        try await withRecords { bench async throws in
            let batch = MarkBatch(mongo: bench.mongo, collection: "marks", pause: .milliseconds(1))
            _ = try await atOnce(40) { task in
                for step in 0..<25 {
                    batch.add(mark(task * 25 + step))
                    if step.isMultiple(of: 5) { await batch.flush() }
                }
            }
            await batch.flush()
            #expect(try await marked(bench) == 1_000)
            #expect(try await bench.mongo.countDocuments(in: "marks", ["marks": 1]) == 1_000)
            await batch.close()
        }
    }

    @Test func `closing writes what waits, at once, and takes no more`() async throws {
        try await withRecords { bench async throws in
            let batch = MarkBatch(mongo: bench.mongo, collection: "marks", pause: .seconds(600))
            batch.add(mark(1))
            let start = ContinuousClock.now
            await batch.close()
            batch.add(mark(2))
            await batch.flush()
            await batch.close()
            #expect(try await marked(bench) == 1)
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func `beyond the limit marks are dropped`() async throws {
        try await withRecords { bench async throws in
            let batch = MarkBatch(mongo: bench.mongo, collection: "marks", pause: .seconds(600), limit: 3)
            for number in 0..<9 { batch.add(mark(number)) }
            await batch.flush()
            #expect(try await marked(bench) == 3)
            // There is room again.
            batch.add(mark(9))
            await batch.close()
            #expect(try await marked(bench) == 4)
        }
    }

    @Test func `a cancelled caller's flush still writes what others added`() async throws {
        try await withRecords { bench async throws in
            let batch = MarkBatch(mongo: bench.mongo, collection: "marks", pause: .seconds(600))
            batch.add(mark(1))
            let task = Task { await batch.flush() }
            task.cancel()
            await task.value
            #expect(try await marked(bench) == 1)
            await batch.close()
        }
    }

    @Test func `what cannot be lost is tried until it is written`() async throws {
        let mongod = try await PrivateMongo.start()
        let url = mongod.url() + "&serverSelectionTimeoutMS=300&socketTimeoutMS=1000"
        let mongo = try MongoClient(uri: url, threads: 2, appName: "modpilot-tests")
        let batch = MarkBatch(mongo: mongo, collection: "marks", pause: .milliseconds(20))
        try await mongo.insert(into: "marks", [["_id": 0]])
        try await mongod.kill()
        batch.add(mark(1, canBeLost: false))
        batch.add(mark(2))
        await batch.flush()
        try await mongod.restart()
        try await eventually("the mark is written", within: .seconds(30)) {
            try await mongo.findOne(in: "marks", FindQuery(["_id": 1], concern: .local)) != nil
        }
        #expect(try await mongo.findOne(in: "marks", FindQuery(["_id": 2], concern: .local)) == nil)
        await batch.close()
        await mongo.close()
    }
}
