import ClaimFixtures
import RedisClient
import Testing

@Suite struct UnclaimTests {
    @Test func `unclaim takes back that claim and no other`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            let before = try await bench.fingerprint()
            for generation in ["4294967296", "4294967298", ""] {
                let reply = try await bench.run("unclaim", "a", "default", .string(generation))
                #expect(reply == .array([.bulk("unchanged")]))
            }
            #expect(try await bench.run("unclaim", "b", "default", "4294967297") == .array([.bulk("unchanged")]))
            let moved = try await bench.run("unclaim", queue: "q", "a", "q", "4294967297")
            #expect(moved == .array([.bulk("moved"), .bulk("default")]))
            #expect(try await bench.fingerprint() == before)
            #expect(try await bench.run("unclaim", "a", "default", "4294967297") == .array([.bulk("ok")]))
            let state = try await bench.state()
            #expect(state.items["a"]?.deliveries == 0)
            #expect(state.items["a"]?.past == nil && state.items["a"]?.expiries == nil)
            #expect(state.waiting["default"]?.count == 1)
            #expect(state.claims.isEmpty && state.holders.isEmpty && state.deadlines.isEmpty)
            #expect(state.streams[bench.keys.stream()]?.pending.isEmpty == true)
            #expect(try await bench.claim("ben").generations == ["4294967298"], "generations are given out once")
        }
    }

    @Test func `unclaim counts the answers that showed the claim`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            let made = try await bench.fingerprint()
            #expect(try await bench.claim("ann").items.first?[9] == .integer(2))
            #expect(try await bench.state().claims["a"]?.shown == 2)
            #expect(try await bench.run("unclaim", "a", "default", "4294967297") == .array([.bulk("shown")]))
            #expect(try await bench.state().claims["a"]?.shown == 1)
            #expect(try await bench.claim("ann").items.first?[9] == .integer(2))
            #expect(try await bench.claim("ann").items.first?[9] == .integer(0))
            let stands = try await bench.fingerprint()
            #expect(try await bench.claim("ann").items.first?[9] == .integer(0))
            for _ in 0..<4 {
                #expect(try await bench.run("unclaim", "a", "default", "4294967297") == .array([.bulk("shown")]))
            }
            #expect(try await bench.fingerprint() == stands, "showing it once more costs no write")
            #expect(made != stands)
        }
    }

    @Test func `unclaim leaves a decision that has begun`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.decide("a", by: "ann")
            let before = try await bench.fingerprint()
            #expect(try await bench.run("unclaim", "a", "default", "4294967297") == .array([.bulk("unchanged")]))
            #expect(try await bench.fingerprint() == before)
        }
    }
}
