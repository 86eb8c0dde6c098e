import ClaimFixtures
import RedisClient
import Testing

/// expire, reopen and withdraw.
@Suite struct SettleTests {
    @Test func `expire returns what is over and leaves what is not`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post, due: post == "b" ? 1 : 0) }
            let ann = try await bench.claim("ann")
            try await bench.letPass(.seconds(200))
            try await bench.claim("ben")
            try await bench.letPass(.seconds(101))
            let reply = try await bench.expire()
            let fields = try #require(reply.array)
            #expect(fields[0] == .bulk("ok"))
            #expect(
                fields[2]
                    == .array([
                        .bulk("a"), .integer(1), .bulk("ann"), .bulk(ann.generations[0]),
                        .integer(ann.now + ScriptBench.lease - 301_000), .integer(0),
                    ])
            )
            #expect(fields[3] == .array([]))
            let state = try await bench.state()
            #expect(state.claims.keys.sorted() == ["b"])
            #expect(state.waiting["default"]?.keys.sorted() == ["a"])
            #expect(state.streams[bench.keys.stream()]?.pending.count == 1)
        }
    }

    @Test func `expire gives an overdue decision once each time, and ends none`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.decide("a", by: "ann")
            try await bench.letPass(.seconds(11))
            let overdue = RedisValue.array([.bulk("a"), .integer(1), .bulk("4294967297")])
            #expect(try await bench.expire().array?[3] == overdue)
            #expect(try await bench.expire().array?[3] == .array([]))
            try await bench.letPass(.seconds(300))
            #expect(try await bench.expire().array?[3] == overdue)
            #expect(try await bench.state().claims["a"]?.deciding != nil)
        }
    }

    @Test func `expire looks at no more than it is told to`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 0..<9 { try await bench.publish("p\(number)") }
            try await bench.claim("ann", 9)
            try await bench.letPass(.seconds(301))
            #expect(try await bench.expire(limit: 4).array?[2].array?.count == 4 * 6)
            #expect(try await bench.state().claims.count == 5)
        }
    }

    @Test func `reopen takes back that decision and no other`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            var before = try await bench.fingerprint()
            #expect(try await bench.run("reopen", "a", "default", "4294967297") == .array([.bulk("unchanged")]))
            #expect(try await bench.run("reopen", "b", "default", "4294967297") == .array([.bulk("unchanged")]))
            #expect(try await bench.fingerprint() == before)
            try await bench.decide("a", by: "ann")
            before = try await bench.fingerprint()
            #expect(try await bench.run("reopen", "a", "default", "4294967296") == .array([.bulk("unchanged")]))
            #expect(
                try await bench.run("reopen", queue: "q", "a", "q", "4294967297")
                    == .array([.bulk("moved"), .bulk("default")])
            )
            #expect(try await bench.fingerprint() == before)
            #expect(try await bench.run("reopen", "a", "default", "4294967297") == .array([.bulk("ok")]))
            let state = try await bench.state()
            let claim = try #require(state.claims["a"])
            #expect(claim.deciding == nil && claim.generation == "4294967297" && claim.token == "4294967298")
            #expect(state.deadlines["default"]?["a"] == claim.expiresAt)
            #expect(state.items["a"]?.past == nil)
        }
    }

    @Test(arguments: ["waits", "held", "deciding"])
    func `withdraw leaves nothing of an item`(stage: String) async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", round: 2, queue: "q", priority: "urgent")
            if stage != "waits" { try await bench.claim("ann", queue: "q") }
            if stage == "deciding" { try await bench.decide("a", by: "ann", queue: "q") }
            let before = try await bench.fingerprint()
            #expect(
                try await bench.run("withdraw", "a", "default", 1) == .array([.bulk("ok"), .bulk("")]),
                "an older round"
            )
            #expect(try await bench.run("withdraw", "a", "default", 2) == .array([.bulk("moved"), .bulk("q")]))
            #expect(try await bench.run("withdraw", "b", "default", 2) == .array([.bulk("ok"), .bulk("")]))
            #expect(try await bench.fingerprint() == before)
            let reply = try await bench.run("withdraw", queue: "q", "a", "q", 2)
            #expect(reply.array?.first == .bulk("ok"))
            #expect(
                (reply.array?.last?.string ?? "").contains("ann") == (stage != "waits"),
                "a newer round knows of ann"
            )
            let state = try await bench.state()
            #expect(state.leftovers == [])
            #expect(state.results.ids == [])
        }
    }
}
