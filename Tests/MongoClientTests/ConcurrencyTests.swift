import MongoClient
import TestSupport
import Testing

struct ConcurrencyTests {
    @Test func `200 tasks on 4 threads all get their own answer`() async throws {
        try await withDatabase(threads: 4) { client in
            try await withThrowingTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        try await client.insert(into: "items", [["_id": .int(number)]], writeConcern: .journaled)
                        let found = try await client.findOne(in: "items", FindQuery(["_id": .int(number)]))
                        #expect(found == ["_id": .int(number)])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.countDocuments(in: "items") == 200)
        }
    }

    @Test func `a caller on an actor resumes on that actor`() async throws {
        try await withDatabase { client in try await onMainActor(client) }
    }

    @MainActor private func onMainActor(_ client: MongoClient) async throws {
        _ = try await client.command(["ping": 1], kind: .read)
        MainActor.assertIsolated()
    }

    @Test func `a closed client refuses at once, however often it is closed`() async throws {
        let client = try MongoClient(uri: try TestEnvironment.mongoURL, threads: 2)
        _ = try await client.command(["ping": 1], kind: .read)
        await client.close()
        await client.close()
        await #expect(throws: MongoError.unavailable("the MongoDB client is closed", maybeExecuted: false)) {
            try await client.command(["ping": 1], kind: .read)
        }
    }

    @Test func `without a server commands fail within the selection's time, and closing ends`() async throws {
        // Nothing listens on the discard port here; a wait of 300 ms is the URI's own wish.
        let client = try MongoClient(uri: "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300", threads: 2)
        let start = ContinuousClock.now
        for kind in [CommandKind.read, .write, .readWrite] {
            await #expect {
                try await client.command(["ping": 1], kind: kind)
            } throws: { error in
                if case .unavailable(_, maybeExecuted: false) = error as? MongoError { true } else { false }
            }
        }
        await #expect(throws: MongoError.self) { try await client.insert(into: "items", [[:]]) }
        await #expect(throws: MongoError.self) { try await client.findEach(in: "items") { _ in true } }
        #expect(ContinuousClock.now - start < .seconds(8))
        await client.close()
    }
}
