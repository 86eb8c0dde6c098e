import ClaimFixtures
import RedisClient
import Testing

@Suite struct ClaimScriptTests {
    @Test func `a claim has a record, a deadline, a holding and a pending entry`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", due: 5, round: 3, priority: "urgent")
            try await bench.publish("b", due: 6)
            let claimed = try await bench.claim("ann")
            let expires = claimed.now + ScriptBench.lease
            #expect(
                claimed.items == [
                    [
                        .bulk("a"), .integer(3), .bulk("urgent"), .integer(ScriptBench.due),
                        .integer(ScriptBench.due + 5),
                        .integer(1), .bulk("4294967297"), .integer(claimed.now), .integer(expires), .integer(1),
                        .bulk(#"{"post":"a"}"#), .bulk(#"{"ai":1}"#), .bulk(#"{"meta":2}"#),
                    ]
                ]
            )
            #expect([claimed.ready, claimed.claimed, claimed.nextDeadline, claimed.elsewhere] == [1, 1, expires, 0])
            #expect(claimed.ended == [] && claimed.damaged == [])
            let state = try await bench.state()
            #expect(state.claims["a"]?.moderator == "ann")
            #expect(state.claims["a"]?.generation == "4294967297")
            #expect(state.deadlines["default"] == ["a": Double(expires)])
            #expect(state.holders == ["ann": ["a"]])
            #expect(state.waiting["default"]?.keys.sorted() == ["b"])
            let stream = try #require(state.streams[bench.keys.stream("default", "urgent")])
            #expect(stream.pending == stream.ids)
            #expect(state.streams[bench.keys.stream()]?.pending == [])
            #expect(state.state["generation"] == "4294967297")
        }
    }

    @Test func `asking again and again changes nothing`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post) }
            let first = try await bench.claim("ann", 2)
            // That others have shown a claim is counted, but not for long.
            for _ in 0..<2 { try await bench.claim("ann", 2) }
            let before = try await bench.fingerprint()
            let again = try await bench.claim("ann", 2)
            #expect(again.posts == first.posts)
            #expect(again.items.map { $0[9] } == [.integer(0), .integer(0)])
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `nothing to give is said to be doubtful until the line is filled`() async throws {
        try await ScriptBench.with { bench async throws in
            #expect(try await bench.claim("ann").filling == 1)
            try await bench.publish("a")
            #expect(try await bench.claim("ann").filling == 0, "something is given")
            #expect(try await bench.claim("ben").filling == 1)
            try await bench.run("filled")
            #expect(try await bench.claim("ben").filling == 0)
        }
    }

    @Test func `an empty queue is left as it was`() async throws {
        try await ScriptBench.with { bench async throws in
            let before = try await bench.fingerprint()
            #expect(try await bench.claim("ann", 5).items == [])
            #expect(try await bench.claim("ann", 5, queue: "q").items == [])
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `entries out of turn go by, and only claimed ones are pending`() async throws {
        try await ScriptBench.with { bench async throws in
            for (post, due) in [("late", 9), ("middle", 5), ("early", 1)] as [(String, Int64)] {
                try await bench.publish(post, due: due)
            }
            for (moderator, post) in [("ann", "early"), ("ben", "middle"), ("cyn", "late")] {
                #expect(try await bench.claim(moderator).posts == [post])
                let state = try await bench.state()
                #expect(state.violations == [])
                #expect(state.streams[bench.keys.stream()]?.pending.count == state.claims.count)
            }
        }
    }

    @Test func `at most sixteen expired claims are returned in one call`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 0..<40 { try await bench.publish("p\(number)", due: Int64(number)) }
            for moderator in ["ann", "ben", "cyn", "dan"] { try await bench.claim(moderator, 10) }
            try await bench.letPass(.seconds(301))
            let first = try await bench.claim("eve", 1)
            #expect(first.ended.count == 16 * 6)
            #expect(first.ended.prefix(4) == [.bulk("p0"), .integer(1), .bulk("ann"), .bulk("4294967297")])
            #expect(first.posts == ["p0"])
            #expect([first.ready, first.claimed] == [15, 25])
            let state = try await bench.state()
            #expect(state.violations == [])
            #expect(state.items["p0"]?.expiries == 1)
            #expect(state.items["p0"]?.past?.map(\.ended) == ["expired"])
        }
    }

    @Test func `consumers do not grow with moderators`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 0..<5 { try await bench.publish("p\(number)") }
            for number in 0..<5 { try await bench.claim("m\(number)") }
            let consumers = try await bench.redis.send(["XINFO", "CONSUMERS", bench.keys.stream(), "moderators"])
            #expect(consumers.array?.count == 1)
        }
    }
}
