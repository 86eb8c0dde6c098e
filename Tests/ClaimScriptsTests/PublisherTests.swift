import ClaimFixtures
import RedisClient
import Testing

@Suite struct PublisherTests {
    private func lease(_ bench: ScriptBench, _ name: String, _ time: Int64) async throws -> String? {
        try await bench.run("publisher", .string(name), .integer(time)).array?.first?.string
    }

    @Test func `the lease and its memory begin and end together`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            #expect(try await lease(bench, "one", 10_000) == "ok")
            #expect(try await bench.state().state["publisher"] == "one")
            try await bench.acknowledge("a")
            #expect(try await lease(bench, "one", 10_000) == "ok")
            #expect(try await bench.state().settled == ["a:1"], "renewed, it still remembers")
            let before = try await bench.fingerprint()
            #expect(try await lease(bench, "two", 10_000) == "taken")
            #expect(try await lease(bench, "two", 0) == "taken")
            #expect(try await bench.fingerprint() == before)
            #expect(try await lease(bench, "one", 0) == "ok")
            let state = try await bench.state()
            #expect(state.settled == [])
            #expect(state.state.keys.sorted() == ["epoch", "filling", "generation"])
        }
    }

    @Test func `a lease that lapsed is not renewed, and the next one begins with an empty memory`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            #expect(try await lease(bench, "one", 10_000) == "ok")
            try await bench.acknowledge("a")
            try await bench.letPass(.seconds(11))
            #expect(try await lease(bench, "one", 10_000) == "taken")
            #expect(try await lease(bench, "one", 0) == "taken")
            #expect(try await lease(bench, "two", 10_000) == "ok")
            #expect(try await bench.state().settled == [])
        }
    }
}
