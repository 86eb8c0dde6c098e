import ClaimFixtures
import RedisClient
import Testing

@Suite struct PublishTests {
    @Test func `an item has an entry, a record and a place`() async throws {
        try await ScriptBench.with { bench async throws in
            let reply = try await bench.publish("a", due: 5, round: 3, queue: "q", priority: "high")
            #expect(reply.array?.last == .array([.bulk("queued")]))
            let state = try await bench.state()
            let stream = try #require(state.streams[bench.keys.stream("q", "high")])
            #expect(stream.ids.count == 1)
            #expect(
                stream.fields[stream.ids[0]] == [
                    "post_id": "a", "round": "3", "content": #"{"post":"a"}"#, "ai": #"{"ai":1}"#,
                    "metadata": #"{"meta":2}"#,
                ]
            )
            #expect(stream.pending == [])
            #expect(state.items["a"]?.entry == stream.ids[0])
            #expect(state.items["a"]?.round == 3)
            #expect(state.waiting["q"] == ["a": Double(ScriptBench.due + 5)])
            #expect(state.queues == ["q"])
            #expect(state.claims.isEmpty && state.deadlines.isEmpty && state.holders.isEmpty)
        }
    }

    @Test func `an item that is there stays as it is`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", round: 2)
            let before = try await bench.fingerprint()
            for round in [1, 2] as [Int64] {
                let reply = try await bench.publish("a", due: 9, round: round, priority: "low")
                #expect(reply.array?.last == .array([.bulk("present")]))
            }
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `a word that is too old writes nothing`() async throws {
        try await ScriptBench.with { bench async throws in
            let before = try await bench.fingerprint()
            let item: [RedisArgument] = ["a", 1, 0, 0, "{}", "{}", "{}", ""]
            let past = try await bench.now() - 1_000
            let late = try await bench.run("publish", list: ["default", "normal", .integer(past), "", 1_000] + item)
            #expect(late.array?.first == .bulk("late"))
            let nobody = try await bench.run("publish", list: ["default", "normal", "", "nobody", 1_000] + item)
            #expect(nobody.array?.first == .bulk("late"))
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `a newer round replaces what waits or is claimed, and leaves what is being decided`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["deciding", "held", "waits"] { try await bench.publish(post, due: post == "waits" ? 9 : 0) }
            try await bench.claim("ann", 2)
            try await bench.decide("deciding", by: "ann")
            for (post, answer) in [("deciding", "late"), ("held", "queued"), ("waits", "queued")] {
                let reply = try await bench.publish(post, round: 2, priority: "urgent")
                #expect(reply.array?.last == .array([.bulk(answer)]))
            }
            let state = try await bench.state()
            #expect(state.items.mapValues(\.round) == ["deciding": 1, "held": 2, "waits": 2])
            #expect(state.streams[bench.keys.stream()]?.ids.count == 1)
            #expect(state.holders == ["ann": ["deciding"]])
        }
    }

    @Test func `an older round in another queue is told before anything is written`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["held", "deciding"] { try await bench.publish(post, queue: "q") }
            try await bench.publish("waits", queue: "r")
            try await bench.claim("ann", queue: "q")
            try await bench.claim("ben", queue: "q")
            let isFirst = try await bench.state().claims["deciding"]?.moderator == "ann"
            try await bench.decide("deciding", by: isFirst ? "ann" : "ben", queue: "q")
            let before = try await bench.fingerprint()
            let items: [RedisArgument] = ["new", "held", "deciding", "waits"].flatMap { post in
                [.string(post), 2, 0, .integer(ScriptBench.due), "{}", "{}", "{}", ""] as [RedisArgument]
            }
            let reply = try await bench.run(
                "publish",
                list: ["default", "normal", .integer(.max >> 12), "", 1_000] + items
            )
            #expect(reply.array?.first == .bulk("elsewhere"))
            #expect(reply.array?.last == .array([.bulk("held"), .bulk("waits")]))
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `items due at once stand in the call's order`() async throws {
        try await ScriptBench.with { bench async throws in
            let items: [RedisArgument] = ["c", "a", "b"].flatMap { post in
                [.string(post), 1, 0, .integer(ScriptBench.due), "{}", "{}", "{}", ""] as [RedisArgument]
            }
            try await bench.run("publish", list: ["default", "normal", .integer(.max >> 12), "", 1_000] + items)
            #expect(try await bench.redis.texts(["ZRANGE", bench.keys.waiting(), "0", "-1"]) == ["c", "a", "b"])
        }
    }
}
