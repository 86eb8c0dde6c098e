import ClaimFixtures
import RedisClient
import Testing

@Suite struct DecideTests {
    @Test func `a decision holds the item back until it is settled`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", round: 2)
            try await bench.claim("ann")
            let before = try await bench.now()
            #expect(
                try await bench.decide("a", by: "ann")
                    == .array([.bulk("deciding"), .integer(2), .bulk("4294967297"), .bulk("4294967297")])
            )
            let after = try await bench.now()
            let state = try await bench.state()
            let deciding = try #require(state.claims["a"]?.deciding)
            #expect((Double(before)...Double(after)).contains(deciding))
            #expect(state.deadlines["default"] == ["a": deciding + 10_000])
            #expect(state.holders == ["ann": ["a"]])
            let print = try await bench.fingerprint()
            try await bench.decide("a", by: "ann", naming: "4294967297")
            #expect(try await bench.fingerprint() == print, "repeated it changes nothing")
        }
    }

    @Test func `a refusal changes nothing and names who holds it`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            #expect(
                try await bench.decide("a", by: "ann")
                    == .array([.bulk("not_claimed"), .bulk(""), .integer(0), .integer(0)])
            )
            let claimed = try await bench.claim("ann")
            let before = try await bench.fingerprint()
            let holder: [RedisValue] = [
                .bulk("ann"), .integer(claimed.now), .integer(claimed.now + ScriptBench.lease),
            ]
            #expect(try await bench.decide("a", by: "ben") == .array([.bulk("not_claimed")] + holder))
            #expect(try await bench.decide("a", by: "ann", naming: "-") == .array([.bulk("claim_lost")] + holder))
            #expect(
                try await bench.decide("a", by: "ann", naming: "4294967296")
                    == .array([.bulk("claim_lost")] + holder)
            )
            #expect(try await bench.decide("b", by: "ann") == .array([.bulk("absent")]))
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `who let it expire has it back as it was held, and only for the decision`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.letPass(.seconds(301))
            try await bench.expire()
            #expect(try await bench.state().waiting["default"]?.count == 1)
            let reply = try await bench.decide("a", by: "ann", naming: "4294967297")
            #expect(
                reply == .array([.bulk("deciding"), .integer(1), .bulk("4294967297"), .bulk("4294967298")]),
                "the same claim, under a new token"
            )
            let state = try await bench.state()
            #expect(state.violations == [])
            #expect(state.waiting["default"] == nil)
            #expect(state.holders == ["ann": ["a"]])
            #expect(state.streams[bench.keys.stream()]?.pending.count == 1)
            #expect(state.items["a"]?.deliveries == 1)
            #expect(state.state["generation"] == "4294967298")
            #expect(state.claims["a"]?.token == "4294967298")
        }
    }

    @Test func `an item of another queue is said to be there`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "q")
            try await bench.claim("ann", queue: "q")
            let before = try await bench.fingerprint()
            #expect(try await bench.decide("a", by: "ann") == .array([.bulk("moved"), .bulk("q")]))
            #expect(try await bench.fingerprint() == before)
            #expect(try await bench.decide("a", by: "ann", queue: "q").array?.first == .bulk("deciding"))
        }
    }
}
