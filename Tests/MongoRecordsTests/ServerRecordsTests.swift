import Cluster
import MongoClient
import Testing

@testable import MongoRecords

struct ServerRecordsTests {
    private let own = RedisName("redis://own:6379/0")

    @Test func `a server's sign of life says what it sees of each Redis`() async throws {
        try await withRecords { bench in
            let servers = ServerRecords(mongo: bench.mongo)
            try await servers.prepare()
            let sights: [RedisName: RedisSight] = [
                .shared: RedisSight(identity: "$not-a-field", isDown: false, isMember: true),
                own: RedisSight(isDown: true, isMember: false),
            ]
            try await servers.appear("one", knowing: 3, within: .seconds(10))
            try await servers.note("two", goesBy: 7, redis: sights)
            let signs = try await servers.signs().sorted { $0.name < $1.name }
            #expect(signs.map(\.name) == ["one", "two"])
            #expect(signs.map(\.version) == [3, 7])
            #expect(signs.map(\.redis) == [[:], sights])
            #expect(signs.allSatisfy { $0.age < .seconds(60) && $0.at > 0 })
            try await servers.leave("one", within: .seconds(10))
            #expect(try await servers.signs().map(\.name) == ["two"])
        }
    }

    @Test func `a sign of an older release is read`() async throws {
        try await withRecords { bench in
            _ = try await bench.mongo.update(
                in: "servers",
                MongoUpdate(
                    ["_id": "old"],
                    [["$set": ["version": .int64(2), "at": "$$NOW", "unreachable": ["redis://127.0.0.1:6379/0"]]]],
                    upsert: true
                )
            )
            #expect(try await ServerRecords(mongo: bench.mongo).signs().map(\.redis) == [[:]])
        }
    }

    @Test func `of servers that put a Redis in force at once, one is first`() async throws {
        try await withRecords { bench in
            let servers = ServerRecords(mongo: bench.mongo)
            func inForce() async throws -> RedisInForce? { try await servers.redisInForce([.shared, own])[.shared] }
            func race(_ identities: [String], insteadOf known: RedisInForce?) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for identity in identities {
                        let redis = RedisInForce(identity: identity, address: "redis://\(identity)")
                        group.addTask { try await servers.putInForce(redis, as: .shared, insteadOf: known) }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(try await inForce() == nil)
            try await race(["a", "b", "c", "d"], insteadOf: nil)
            let first = try #require(try await inForce())
            #expect(first.address == "redis://\(first.identity)")
            try await race(["e", "f", "g"], insteadOf: first)
            let second = try #require(try await inForce())
            #expect(["e", "f", "g"].contains(second.identity))
            // Whoever goes by what was in force before is too late.
            try await race(["h"], insteadOf: first)
            try await race(["i"], insteadOf: nil)
            #expect(try await inForce() == second)
        }
    }
}
