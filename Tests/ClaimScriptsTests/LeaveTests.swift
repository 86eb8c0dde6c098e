import ClaimFixtures
import RedisClient
import Testing

@Suite struct LeaveTests {
    @Test func `what was in line is gone, and with it the epoch`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            try await bench.publish("s", queue: "spam")
            try await bench.claim("ann")
            try await bench.decide("a", by: "ann")
            try await bench.acknowledge("a")
            try await bench.run("publisher", "one", 10_000)
            var mover = bench
            mover.epoch = 2
            for queue in ["default", "spam"] {
                #expect(try await mover.run("leave", queue: queue, .string(queue)) == .array([.bulk("ok")]))
            }
            #expect(try await bench.state().names == [bench.keys.results])
            #expect(try await bench.run("look", "b") == .array([.bulk("epoch"), .bulk("")]))
            #expect(try await mover.run("leave", "default") == .array([.bulk("ok")]))
        }
    }

    @Test func `one who has come back since is left alone`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            let before = try await bench.fingerprint()
            #expect(try await bench.run("leave", "default") == .array([.bulk("back")]))
            #expect(try await bench.fingerprint() == before)
        }
    }
}
