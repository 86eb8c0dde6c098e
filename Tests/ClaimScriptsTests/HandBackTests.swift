import ClaimFixtures
import RedisClient
import Testing

/// What release, escalate and extend leave behind.
@Suite struct HandBackTests {
    private func release(
        _ bench: ScriptBench,
        _ post: String,
        by moderator: String,
        queue: String = "default",
        most: Int64 = 5,
        anyone: String = ""
    ) async throws -> [RedisValue] {
        try await bench.run(
            "release",
            queue: queue,
            .string(post),
            .string(moderator),
            "",
            .string(queue),
            .integer(most),
            .string(anyone)
        ).array ?? []
    }

    @Test func `release leaves no claim, deadline or pending entry, and remembers who`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", priority: "high")
            let claim = try await bench.claim("ann")
            let reply = try await release(bench, "a", by: "ann")
            #expect(reply[0] == .bulk("done"))
            #expect(reply[2...5] == [.integer(1), .bulk("default"), .bulk(claim.generations[0]), .bulk("ann")])
            let state = try await bench.state()
            #expect(state.claims.isEmpty && state.holders.isEmpty && state.deadlines.isEmpty)
            #expect(state.streams[bench.keys.stream("default", "high")]?.pending == [])
            #expect(state.items["a"]?.released == ["ann"])
            #expect(state.items["a"]?.past?.map(\.ended) == ["released"])
            #expect(state.items["a"]?.expiries == nil)
            #expect(state.avoided["default"]?.count == 1)
            try await bench.claim("ben")
            #expect(try await bench.state().avoided.isEmpty, "only what waits is avoided")
        }
    }

    @Test func `the last release moves entry, place and avoidance to the supervisors`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "images", priority: "urgent")
            try await bench.claim("ann", queue: "images")
            let reply = try await release(bench, "a", by: "ann", queue: "images", most: 1)
            #expect(reply[3] == .bulk("escalated"))
            let state = try await bench.state()
            #expect(state.queues == ["escalated"])
            #expect(state.streams[bench.keys.stream("images", "urgent")] == nil)
            #expect(state.streams[bench.keys.stream("escalated", "urgent")]?.ids.count == 1)
            #expect(state.waiting["escalated"]?.keys.sorted() == ["a"])
            #expect(state.avoided["escalated"]?.count == 1)
            let set = try await bench.claim("sue", queue: "escalated")
            #expect(set.items[0][10...] == [.bulk(#"{"post":"a"}"#), .bulk(#"{"ai":1}"#), .bulk(#"{"meta":2}"#)])
        }
    }

    @Test func `what a supervisor takes back is nobody's release and no expiry`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            #expect(try await release(bench, "a", by: "sue")[0] == .bulk("not_claimed"))
            #expect(try await release(bench, "a", by: "sue", anyone: "1")[0] == .bulk("done"))
            let item = try #require(try await bench.state().items["a"])
            #expect(item.released == nil && item.expiries == nil && item.past?.map(\.ended) == ["taken"])
        }
    }

    @Test func `an item whose entry is gone is not escalated but told, to be published again`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            let entry = try #require(try await bench.state().items["a"]?.entry)
            _ = try await bench.redis.send(["XDEL", bench.keys.stream(), entry])
            let reply = try await bench.run("escalate", "a", "ann", "", "default")
            #expect(reply.array?.first == .bulk("damaged"))
            #expect(try await bench.state().leftovers == [])
        }
    }

    @Test func `the last expiry escalates, in expire and not in claim`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            for number in 1...3 {
                try await bench.claim("m\(number)")
                try await bench.letPass(.seconds(301))
                if number < 3 { try await bench.expire() }
            }
            #expect(try await bench.claim("zoe").posts == [])
            let held = try await bench.state()
            #expect(held.claims["a"]?.moderator == "m3")
            let reply = try #require(try await bench.expire().array)
            #expect(reply[2].array?.last == .integer(1))
            #expect(reply[4] == .array([]))
            let state = try await bench.state()
            #expect(state.items["a"]?.queue == "escalated" && state.items["a"]?.expiries == 3)
            #expect(state.claims.isEmpty && state.deadlines.isEmpty && state.holders.isEmpty)
        }
    }

    @Test func `extend moves the deadline and keeps the claim`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            let claim = try await bench.claim("ann")
            try await bench.letPass(.seconds(100))
            let reply = try await bench.run("extend", "a", "ann", "", "default", 300_000, 350_000)
            let fields = try #require(reply.array)
            #expect(fields[0] == .bulk("done") && fields[4] == .bulk(claim.generations[0]))
            let state = try await bench.state()
            let held = try #require(state.claims["a"])
            #expect(held.expiresAt - held.claimedAt == 350_000, "up to the longest hold")
            #expect(state.deadlines["default"]?["a"] == held.expiresAt)
            let before = try await bench.fingerprint()
            let again = try await bench.run("extend", "a", "ann", "", "default", 300_000, 350_000)
            #expect(again.array?.first == .bulk("max_hold_reached"))
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test(arguments: ["extend", "release", "escalate"])
    func `refusals write nothing`(name: String) async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "images")
            try await bench.claim("ann", queue: "images")
            let before = try await bench.fingerprint()
            let more: [RedisArgument] = name == "extend" ? [300_000, 900_000] : name == "release" ? [5, ""] : []
            func reply(_ post: RedisArgument, _ by: RedisArgument, _ named: RedisArgument, _ queue: String)
                async throws -> [RedisValue]
            {
                try await bench.run(name, queue: queue, list: [post, by, named, .string(queue)] + more).array ?? []
            }
            #expect(try await reply("a", "ann", "", "default") == [.bulk("moved"), .bulk("images")])
            #expect(try await reply("none", "ann", "", "images") == [.bulk("absent")])
            #expect(try await reply("a", "ben", "", "images").first == .bulk("not_claimed"))
            #expect(try await reply("a", "ann", "-", "images").first == .bulk("claim_lost"))
            #expect(try await reply("a", "ann", "7", "images").first == .bulk("claim_lost"))
            #expect(try await bench.fingerprint() == before)
            try await bench.decide("a", by: "ann", queue: "images")
            let deciding = try await bench.fingerprint()
            #expect(try await reply("a", "ann", "", "images") == [.bulk("deciding"), .integer(1)])
            #expect(try await bench.fingerprint() == deciding)
        }
    }
}
