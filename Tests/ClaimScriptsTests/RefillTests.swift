import ClaimFixtures
import RedisClient
import Testing

@Suite struct RefillTests {
    private func refill(
        _ bench: ScriptBench,
        _ name: String,
        _ number: String = "",
        lease: Int64 = 60_000,
        isAll: Bool = false
    ) async throws -> [RedisValue] {
        let reply = try await bench.run("refill", .string(name), .integer(lease), .string(number), isAll ? "1" : "")
        return try #require(reply.array)
    }

    @Test func `one at a time, until the stream is whole in this epoch`() async throws {
        try await ScriptBench.with { bench async throws in
            let epoch = try #require(try await bench.redis.send(["HGET", bench.keys.state, "epoch"]).string)
            #expect(try await refill(bench, "a") == [.bulk("ok"), .bulk(""), .bulk(epoch)])
            #expect(try await refill(bench, "b") == [.bulk("taken")])
            #expect(try await refill(bench, "a", "500", lease: 0) == [.bulk("ok"), .bulk("500"), .bulk(epoch)])
            #expect(try await refill(bench, "b") == [.bulk("ok"), .bulk("500"), .bulk(epoch)], "goes on where a died")
            #expect(try await refill(bench, "a", "500", isAll: true) == [.bulk("taken")])
            #expect(try await refill(bench, "b", "9007199254740993", isAll: true) == [.bulk("whole")])
            #expect(try await refill(bench, "a") == [.bulk("whole")])
            let fields = ["results_to", "results_in", "refiller"].map { RedisArgument.string($0) }
            let known = try await bench.redis.send(["HMGET", .string(bench.keys.state)] + fields)
            #expect(known.array?.map(\.string) == ["9007199254740993", "1", nil])
        }
    }
}
