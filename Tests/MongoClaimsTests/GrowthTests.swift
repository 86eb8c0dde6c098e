import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// A log that goes on for long.
@Suite struct GrowthTests {
    @Test func `a line's tenth image is written as its first was, by the server that wrote all entries`() async throws {
        try await Servers.with { servers async throws in
            let server = servers.start()
            // So that an image is no small one.
            try await servers.publish(try servers.items(200), on: server)
            var seqs: [Int64] = []
            for number in 0..<4_000 where seqs.count < 10 {
                try await append(number, on: server, servers)
                guard number % 10 == 0, let head = try await head(servers), head.seq != seqs.last else { continue }
                seqs.append(head.seq)
            }
            #expect(seqs.count == 10, "images at \(seqs)")
        }
    }

    @Test func `of two servers that write entries one at a time writes the image`() async throws {
        try await Servers.with { servers async throws in
            let pair = [servers.start(), servers.start()]
            var number = 0
            try await eventually("both know of one image", every: .zero) {
                // Who appends looks whether an image is there.
                try await append(number, on: pair[number % 2], servers)
                number += 1
                let replicas = pair.map { $0.replica(of: servers.client.id) }
                let first = await replicas[0].loaded?.growth.imageSeq ?? 0
                return await replicas[1].loaded?.growth.imageSeq == first && first > 0
            }
            try await expectEqual(pair + [servers.start()], of: servers.client)
        }
    }

    @Test func `what an image contains leaves the log when it is old enough, and not before`() async throws {
        try await Servers.with { servers async throws in
            var times = LineTimes()
            times.oldEntries = .seconds(2)
            times.unusedLines = .seconds(4)
            let server = servers.start(times: times)
            try await servers.whileRunning(server) {
                try await servers.publish(try servers.items(20), on: server)
                for number in 0..<700 { try await append(number, on: server, servers) }
                let seq = try #require(await server.replica(of: servers.client.id).loaded?.seq)
                try await eventually("old entries are deleted", within: .seconds(20)) {
                    guard let image = try await head(servers)?.seq, image > seq - 600 else { return false }
                    // But for those that came between two marks.
                    return try await entries(servers) < Int(seq - image) + 200
                }
                try await expectEqual([server, servers.start()], of: servers.client)
            }
            let slow = servers.start()
            for number in 0..<300 { try await append(number, on: slow, servers) }
            await slow.replica(of: servers.client.id).writeImage()
            #expect(try await entries(servers) >= 300, "none of them is old")
        }
    }

    @Test func `a long log is read once, and the next server has an image of it`() async throws {
        try await Servers.with { servers async throws in
            let first = servers.start()
            try await servers.publish(try servers.items(50), on: first)
            let seq = try #require(await first.replica(of: servers.client.id).loaded?.seq)
            let count = 60_000
            try await writeLog(from: seq + 1, count: count, servers)
            let reader = servers.start()
            reader.expect([servers.client.id])
            #expect(reader.loading == 1)
            #expect(try await servers.claim("ann", on: reader).items.count == 1)
            #expect(reader.loading == 0)
            let written = try await eventually("an image is written") {
                try await head(servers).flatMap { $0.seq > seq ? $0 : nil }
            }
            #expect(written.seq >= Int64(count))
            let next = servers.start()
            let began = ContinuousClock.now
            #expect(try await servers.claim("bob", on: next).items.count == 1)
            #expect(ContinuousClock.now - began < .seconds(2))
            try await expectEqual([reader, next], of: servers.client)
        }
    }

    /// Entries that change nothing, as a release wrote them that hardly ever wrote an image; made within MongoDB.
    private func writeLog(from first: Int64, count: Int, _ servers: Servers) async throws {
        let digits: [BSONValue] = (0..<16).reversed().map { digit in
            let shifted: BSONValue = ["$floor": ["$divide": ["$seq", .double(pow16(digit))]]]
            return ["$substrBytes": ["0123456789abcdef", ["$toInt": ["$mod": [shifted, 16]]], 1]]
        }
        let seed = uniqueName("seed")
        try await servers.mongo.insert(into: "test_seeds", [["_id": .string(seed)]])
        _ = try await servers.mongo.aggregate(
            "test_seeds",
            [
                ["$match": ["_id": .string(seed)]],
                ["$project": ["seq": ["$range": [.int64(first), .int64(first + Int64(count))]]]],
                ["$unwind": "$seq"],
                [
                    "$project": [
                        "_id": ["$concat": .array([.string("\(servers.client.id)/")] + digits)],
                        "schema": ["$literal": 1], "client": .string(servers.client.id.description),
                        "seq": ["$toLong": "$seq"], "by": "old-1", "epoch": ["$toLong": ["$literal": 1]],
                        "at": "$$NOW", "written_at": "$$NOW", "digest": ["$toLong": ["$literal": 0]],
                        "commands": ["$literal": [["c": "withdraw", "p": "none", "r": 1]]],
                    ]
                ],
                ["$merge": ["into": .string(LineLog.collection)]],
            ],
            writes: true,
            timeout: .seconds(120)
        )
    }

    private func pow16(_ digit: Int) -> Double { (0..<digit).reduce(1) { power, _ in power * 16 } }

    private func append(_ number: Int, on server: MongoClaims, _ servers: Servers) async throws {
        _ = try await server.holdPublisherLease("p\(number % 2)", for: servers.client)
    }

    private func head(_ servers: Servers) async throws -> ImageHead? {
        try await LineImages(mongo: servers.mongo, client: servers.client.id, steps: ImageSteps()).head()
    }

    private func entries(_ servers: Servers) async throws -> Int {
        try await servers.mongo.countDocuments(
            in: LineLog.collection,
            ["_id": ["$gte": LogDocument.id(servers.client.id, 0), "$lte": LogDocument.id(servers.client.id, .max)]]
        )
    }
}
