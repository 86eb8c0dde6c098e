import ClaimFixtures
import RedisClient
import Testing

@Suite struct AcknowledgeTests {
    @Test func `the item leaves without a trace, and its result is there`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "q", priority: "low")
            try await bench.claim("ann", queue: "q")
            try await bench.decide("a", by: "ann", queue: "q")
            let reply = try await bench.acknowledge("a", queue: "q")
            let state = try await bench.state()
            #expect(state.leftovers == [])
            #expect(state.results.ids.count == 1)
            #expect(reply == .array([.bulk("acknowledged"), .bulk(state.results.ids[0])]))
            #expect(
                state.results.fields.values.first == [
                    "decision_id": "d-a", "post_id": "a", "round": "1", "outcome": "approved", "moderator": "ann",
                    "decided_at": "2025-11-20T10:00:00.000Z", "decision": #"{"decision_id":"d-a"}"#,
                ]
            )
        }
    }

    @Test func `repeated it publishes nothing, unless its epoch is over and the result is gone`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.acknowledge("a")
            let before = try await bench.fingerprint()
            #expect(try await bench.acknowledge("a") == .array([.bulk("already")]))
            #expect(try await bench.fingerprint() == before)
            // What an earlier epoch published may be there still.
            #expect(try await bench.acknowledge("a", decidedIn: 0) == .array([.bulk("already")]))
            #expect(try await bench.state().results.ids.count == 1)
            _ = try await bench.redis.send(["DEL", bench.keys.results])
            #expect(try await bench.acknowledge("a", decidedIn: 0).array?.first == .bulk("acknowledged"))
            #expect(try await bench.state().results.ids.count == 1)
        }
    }

    @Test func `another round of the item, or another queue's, stays, and the result of an older one goes out once`()
        async throws
    {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", round: 2, queue: "q")
            #expect(try await bench.acknowledge("a", round: 1).array?.first == .bulk("acknowledged"))
            #expect(try await bench.acknowledge("a", round: 1) == .array([.bulk("already")]))
            let before = try await bench.fingerprint()
            #expect(try await bench.acknowledge("a", round: 2) == .array([.bulk("moved"), .bulk("q")]))
            #expect(try await bench.fingerprint() == before)
            #expect(try await bench.state().results.ids.count == 1)
        }
    }

    @Test func `behind many results it is added only where the caller has looked at the others`() async throws {
        try await ScriptBench.with { bench async throws in
            func add(_ count: Int) async throws -> String {
                var last = ""
                for number in 0..<count {
                    let entry = try await bench.redis.send([
                        "XADD", .string(bench.keys.results), "*", "decision_id", .string("n-\(number)"),
                    ])
                    last = entry.string ?? ""
                }
                return last
            }
            let epoch = try #require(
                try await bench.redis.send(["HGET", bench.keys.state, "epoch"]).string
            )
            let first = try await add(101)
            let before = try await bench.fingerprint()
            let look = RedisValue.array([.bulk("look"), .bulk(first), .bulk(epoch)])
            #expect(try await bench.acknowledge("a") == look)
            #expect(try await bench.acknowledge("a", lookedIn: "another", upTo: first) == look)
            #expect(try await bench.fingerprint() == before, "nothing is written before the caller has looked")
            let second = try await add(101)
            #expect(
                try await bench.acknowledge("a", lookedIn: epoch, upTo: first)
                    == .array([.bulk("look"), .bulk(second), .bulk(epoch)])
            )
            _ = try await add(100)
            #expect(
                try await bench.acknowledge("a", lookedIn: epoch, upTo: second).array?.first == .bulk("acknowledged")
            )
            // Whoever looked at the same time as that one.
            #expect(try await bench.acknowledge("a", lookedIn: epoch, upTo: second) == .array([.bulk("already")]))
            #expect(try await bench.acknowledge("b", lookedIn: epoch, upTo: "+") == .array([.bulk("already")]))
            #expect(try await bench.state().results.ids.count == 303)
        }
    }

    @Test func `while a publisher is at work it is remembered`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post) }
            try await bench.acknowledge("a")
            #expect(try await bench.state().settled == [])
            try await bench.run("publisher", "one", 10_000)
            try await bench.acknowledge("b")
            #expect(try await bench.state().settled == ["b:1"])
            try await bench.letPass(.seconds(11))
            try await bench.acknowledge("c")
            #expect(try await bench.state().settled == [])
            #expect(try await bench.state().leftovers == [])
        }
    }

    @Test func `the queue stays as long as it holds another item`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "q")
            try await bench.publish("b", queue: "q", priority: "high")
            try await bench.acknowledge("a", queue: "q")
            #expect(try await bench.state().queues == ["q"])
            try await bench.acknowledge("b", queue: "q")
            #expect(try await bench.state().queues == [])
        }
    }
}
