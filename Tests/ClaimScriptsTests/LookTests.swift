import ClaimFixtures
import RedisClient
import Testing

@Suite struct LookTests {
    @Test func `each post has its answer, in order`() async throws {
        try await ScriptBench.with { bench async throws in
            #expect(try await bench.run("look") == .array([.bulk("ok"), .array([])]))
            try await bench.publish("held", round: 2)
            try await bench.publish("waits", due: 1, queue: "q")
            let claimed = try await bench.claim("ann")
            let reply = try await bench.run("look", "none", "held", "waits", "none")
            #expect(
                reply
                    == .array([
                        .bulk("ok"),
                        .array([
                            .null,
                            .array([
                                .integer(2), .bulk("default"), .integer(1), .bulk("4294967297"), .bulk("ann"),
                                .integer(claimed.now), .integer(claimed.now + ScriptBench.lease),
                            ]),
                            .array([.integer(1), .bulk("q"), .integer(0)]),
                            .null,
                        ]),
                    ])
            )
        }
    }

    @Test func `a claim that is over is not shown, one under which a decision is under way is`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post, due: post == "b" ? 1 : 0) }
            try await bench.claim("ann", 2)
            try await bench.decide("a", by: "ann")
            try await bench.letPass(.seconds(301))
            let answers = try await bench.run("look", "a", "b").array?.last?.array?.map { $0.array?.count }
            #expect(answers == [7, 3])
        }
    }
}
