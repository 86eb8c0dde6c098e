import ClaimFixtures
import RedisClient
import TestSupport
import Testing

/// A Redis that is full refuses what adds, before anything is written, and takes what frees.
@Suite struct MaxmemoryTests {
    /// A client with items in every stage, in a Redis that takes no more.
    private func withFullRedis(_ body: (ScriptBench) async throws -> Void) async throws {
        let redis = try await PrivateRedis.start(["--maxmemory-policy", "noeviction"])
        try await ScriptBench.with(url: redis.url) { bench async throws in
            for post in ["deciding", "held", "over", "waits"] { try await bench.publish(post) }
            try await bench.claim("ann", 1)
            try await bench.claim("ben", 1)
            try await bench.decide("deciding", by: "ann")
            _ = try await bench.redis.send(["CONFIG", "SET", "maxmemory", "1"])
            try await body(bench)
        }
    }

    private func isRefused(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch {
            return "\(error)".contains("OOM")
        }
    }

    @Test func `publish and claim are refused and write nothing`() async throws {
        try await withFullRedis { bench async throws in
            let before = try await bench.fingerprint()
            #expect(await isRefused { try await bench.publish("new") })
            #expect(await isRefused { try await bench.claim("cyn", 5) })
            #expect(await isRefused { try await bench.claim("ann", 1) })
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `all else works, and frees`() async throws {
        try await withFullRedis { bench async throws in
            #expect(try await bench.run("open", "mark", 0) == .array([.bulk("ok"), .bulk("1")]))
            #expect(try await bench.acknowledge("deciding").array?.first == .bulk("acknowledged"))
            #expect(try await bench.decide("held", by: "ben").array?.first == .bulk("deciding"))
            try await bench.letPass(.seconds(301))
            #expect(try await bench.expire().array?[3].array?.count == 3)
            #expect(try await bench.run("reopen", "held", "default", "4294967298") == .array([.bulk("ok")]))
            #expect(try await bench.run("unclaim", "over", "default", "4294967299") == .array([.bulk("unchanged")]))
            #expect(try await bench.run("publisher", "one", 10_000).array?.first == .bulk("ok"))
            #expect(try await bench.run("look", "held").array?.first == .bulk("ok"))
            #expect(try await bench.run("stats", 1).array?.first == .bulk("ok"))
            #expect(try await bench.state().violations == [])
            for post in ["held", "over", "waits"] { try await bench.run("withdraw", .string(post), "default", 1) }
            try await bench.run("publisher", "one", 0)
            #expect(try await bench.state().leftovers == [])
        }
    }
}
