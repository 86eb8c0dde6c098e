import ClaimFixtures
import RedisClient
import Testing

/// Redis that has counted less far than callers know generations to have been given out.
@Suite struct FloorTests {
    @Test(arguments: [
        ("publish", ["default", "normal", "9999999999999", "", "9", "p", "1", "0", "0", "{}", "{}", "{}", ""]),
        ("claim", ["ann", "default", "1", "1000", "1", "3"]), ("decide", ["p", "ann", "", "1000", "default", "", ""]),
        ("acknowledge", ["p", "1", "default", "0", "1000", "d", "approved", "ann", "t", "{}"]),
        ("withdraw", ["p", "default", "1"]), ("expire", ["default", "10", "1000", "3"]),
        ("reopen", ["p", "default", "1"]),
        ("publisher", ["name", "1000"]), ("look", ["p"]),
        ("take", ["10", "1000", "1000", "1000"]), ("settle", ["1", "1000", "1000", "1-1", "stored", ""]),
        ("extend", ["p", "ann", "", "default", "1000", "9000"]), ("release", ["p", "ann", "", "default", "5", ""]),
        ("escalate", ["p", "ann", "", "default"]), ("shelve", ["default", "name", "p", "1"]),
        ("overstay", ["1", "9", ""]), ("window", ["9"]),
    ])
    func `every script takes it for one of an earlier epoch, and writes nothing`(
        name: String,
        arguments: [String]
    ) async throws {
        try await ScriptBench.with { bench async throws in
            let list = arguments.map { RedisArgument.string($0) }
            let counted = try #require(Int64(try await bench.state().state["generation"] ?? ""))
            let before = try await bench.fingerprint()
            let behind = try await bench.run(name, list: list, epoch: .string("1#\(counted + 1)"))
            #expect(behind == .array([.bulk("epoch"), .bulk("1")]))
            #expect(try await bench.fingerprint() == before)
            // What has counted as far, or farther, is right.
            for known in [counted, counted - 1] {
                let reply = try await bench.run(name, list: list, epoch: .string("1#\(known)"))
                #expect(reply.array?.first != .bulk("epoch"))
            }
        }
    }

    @Test(arguments: ["", "not a number"])
    func `a count that is lost or damaged is below all that was given out`(count: String) async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            let change =
                count.isEmpty
                ? ["HDEL", bench.keys.state, "generation"] : ["HSET", bench.keys.state, "generation", count]
            _ = try await bench.redis.send(change)
            let reply = try await bench.run("look", list: [], epoch: .string("1#\((1 << 32) + 1)"))
            #expect(reply == .array([.bulk("epoch"), .bulk("1")]))
        }
    }

    @Test func `closed, it may have lost claims, which the line that is opened does not remember`() async throws {
        try await ScriptBench.with { bench async throws in
            let behind = RedisArgument.string("2@X#\((1 << 32) + 1)")
            let closed = try await bench.run("close", list: ["mark"], epoch: behind)
            #expect(closed.array?.prefix(2) == [.bulk("closed"), .bulk("")])
            #expect(
                try await bench.run("open", list: ["mark", "0"], epoch: behind) == .array([.bulk("ok"), .bulk("2@X")])
            )
            let state = try await bench.state().state
            #expect(state["epoch"] == "2@X" && state["lost"] == nil)
            let ahead = RedisArgument.string("3@X#\((2 << 32))")
            #expect(
                try await bench.run("close", list: ["mark"], epoch: ahead).array?.prefix(2) == [
                    .bulk("closed"), .bulk("2@X"),
                ]
            )
            #expect(
                try await bench.run("open", list: ["mark", "0"], epoch: ahead) == .array([.bulk("ok"), .bulk("3@X")])
            )
        }
    }
}
