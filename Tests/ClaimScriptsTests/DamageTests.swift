import ClaimFixtures
import RedisClient
import Testing

/// A part of a client is lost, or spoilt by somebody's hand: no script fails on what it finds, none hands out what somebody
/// holds, and it is put right.
@Suite struct DamageTests {
    /// What somebody's hand does to one part of a client.
    struct Damage: Sendable, CustomStringConvertible {
        let description: String
        let commands: @Sendable (ClientKeys, [String: String]) -> [[String]]
        /// Whether a key of another type stands in the way afterwards.
        var isForeign = false

        init(_ description: String, _ commands: @escaping @Sendable (ClientKeys, [String: String]) -> [[String]]) {
            self.description = description
            self.commands = commands
        }
    }

    private static let keys: [(String, @Sendable (ClientKeys) -> String)] = [
        ("items", \.items), ("claims", \.claims), ("holders", \.holders), ("queues", \.queues),
        ("waiting", { $0.waiting() }), ("deadlines", { $0.deadlines() }), ("avoided", { $0.avoided() }),
        ("stream", { $0.stream() }),
    ]

    static let wholeKeys: [Damage] = keys.flatMap { name, key in
        var foreign = Damage("\(name) is a string") { keys, _ in [["DEL", key(keys)], ["SET", key(keys), "x"]] }
        foreign.isForeign = true
        var list = Damage("\(name) is a list") { keys, _ in [["DEL", key(keys)], ["LPUSH", key(keys), "x"]] }
        list.isForeign = true
        return [Damage("\(name) deleted") { keys, _ in [["DEL", key(keys)]] }, foreign, list]
    }

    static let streams: [Damage] = [
        Damage("trimmed") { keys, _ in [["XTRIM", keys.stream(), "MAXLEN", "0"]] },
        Damage("half trimmed") { keys, _ in [["XTRIM", keys.stream(), "MAXLEN", "3"]] },
        Damage("group destroyed") { keys, _ in [["XGROUP", "DESTROY", keys.stream(), "moderators"]] },
        Damage("consumer deleted") { keys, _ in [["XGROUP", "DELCONSUMER", keys.stream(), "moderators", "modpilot"]] },
        Damage("far ahead") { keys, _ in [["XSETID", keys.stream(), "99999999999999-0"]] },
        Damage("an entry without a post") { keys, _ in [["XADD", keys.stream(), "*", "a", "b"]] },
        Damage("an entry of nobody") { keys, _ in [["XADD", keys.stream(), "*", "post_id", "ghost"]] },
        Damage("an entry of another item") { keys, _ in [["XADD", keys.stream(), "*", "post_id", "waits"]] },
    ]

    /// Of each item one entry of the stream, one place and one deadline.
    static let members: [Damage] = ["held", "deciding", "late", "waits", "given", "ghost"].flatMap { post in
        [
            Damage("entry of \(post) deleted") { keys, entries in
                [["XDEL", keys.stream(), entries[post] ?? "1-1"]]
            },
            Damage("\(post) acknowledged by a stranger") { keys, entries in
                [["XACK", keys.stream(), "moderators", entries[post] ?? "1-1"]]
            },
            Damage("place of \(post) deleted") { keys, _ in [["ZREM", keys.waiting(), post]] },
            Damage("deadline of \(post) deleted") { keys, _ in [["ZREM", keys.deadlines(), post]] },
        ]
            + ["-inf", "+inf", "1e300", "-5", "5"].flatMap { score in
                [
                    Damage("\(post) waits at \(score)") { keys, _ in [["ZADD", keys.waiting(), score, post]] },
                    Damage("\(post) ends at \(score)") { keys, _ in [["ZADD", keys.deadlines(), score, post]] },
                    Damage("\(post) is avoided") { keys, _ in [["ZADD", keys.avoided(), "0", "ann \(score)\(post)"]] },
                ]
            }
    }

    private static let texts = ["", "null", "7", "[]", "{}", "{\"round\":", #"[["#, #""x""#, "[null]", "[7]"]

    static let records: [Damage] = [
        ("items", "held"), ("items", "late"), ("items", "waits"), ("items", "given"),
        ("claims", "held"), ("claims", "deciding"), ("claims", "late"), ("claims", "waits"), ("holders", "ann"),
        ("holders", "ben"),
    ].flatMap { hash, field in
        let key: @Sendable (ClientKeys) -> String = {
            hash == "items" ? $0.items : hash == "claims" ? $0.claims : $0.holders
        }
        return [Damage("\(hash) of \(field) deleted") { keys, _ in [["HDEL", key(keys), field]] }]
            + texts.map { text in
                Damage("\(hash) of \(field) is \(text)") { keys, _ in [["HSET", key(keys), field, text]] }
            }
    }

    private static let fields = [
        (
            "items",
            [
                "round", "queue", "priority", "entry", "queued_at", "due_at", "deliveries", "expiries", "past",
                "released", "replaced", "delivered", "nth",
            ]
        ),
        ("claims", ["generation", "moderator", "claimed_at", "expires_at", "deciding", "token"]),
    ]

    /// One field of a record at a time, by a script that writes it anew.
    static let parts: [Damage] = fields.flatMap { hash, fields in
        ["held", "late", "given"].filter { hash == "items" || $0 != "given" }.flatMap { post in
            fields.flatMap { field in
                ["null", "-1", "1e999", #""x""#, #"[{"moderator":7}]"#].map { value in
                    Damage("\(field) of \(hash) of \(post) is \(value)") { keys, _ in
                        let script = """
                            local text = redis.call('HGET', KEYS[1], ARGV[1])
                            local record = cjson.decode(text)
                            record[ARGV[2]] = nil
                            local rest = string.sub(cjson.encode(record), 2)
                            if ARGV[3] ~= 'null' then rest = '"' .. ARGV[2] .. '":' .. ARGV[3] .. ',' .. rest end
                            redis.call('HSET', KEYS[1], ARGV[1], '{' .. rest)
                            """
                        return [["EVAL", script, "1", hash == "items" ? keys.items : keys.claims, post, field, value]]
                    }
                }
            }
        }
    }

    static let state: [Damage] =
        ["", "x", "-1", "1e300", "nan", "inf"].flatMap { text in
            ["publisher_until", "inbound", "lost_at", "losses"].map { field in
                Damage("\(field) is \(text)") { keys, _ in
                    [["HSET", keys.state, field, text], ["HSET", keys.state, "publisher", "somebody"]]
                }
            }
        } + [Damage("a publisher without a time") { keys, _ in [["HSET", keys.state, "publisher", "p"]] }]

    static let all = wholeKeys + streams + members + records + parts + state

    /// Each verb once, as callers make it.
    static let verbs: [(name: String, call: @Sendable (ScriptBench) async throws -> RedisValue)] = [
        ("claim", { try await $0.run("claim", "ann", "default", 10, 300_000, 20, 3) }),
        ("claim of another", { try await $0.run("claim", "cyn", "default", 2, 300_000, 20, 3) }),
        ("claim of who released", { try await $0.run("claim", "ben", "default", 10, 300_000, 20, 3) }),
        ("expire", { try await $0.expire() }),
        ("decide", { try await $0.decide("held", by: "ann") }),
        ("decide late", { try await $0.decide("late", by: "ann") }),
        ("acknowledge", { try await $0.acknowledge("deciding") }),
        ("acknowledge what waits", { try await $0.acknowledge("waits") }),
        ("withdraw", { try await $0.run("withdraw", "held", "default", 1) }),
        ("unclaim", { try await $0.run("unclaim", "held", "default", "4294967298") }),
        ("reopen", { try await $0.run("reopen", "deciding", "default", "4294967299") }),
        ("extend", { try await $0.run("extend", "late", "ann", "", "default", 300_000, 1_200_000) }),
        ("release", { try await $0.run("release", "held", "ann", "", "default", 5, "") }),
        ("release by a supervisor", { try await $0.run("release", "held", "sue", "", "default", 5, "1") }),
        ("escalate", { try await $0.run("escalate", "late", "ann", "", "default") }),
        ("publish", { try await $0.publish("waits") }),
        ("publish a newer round", { try await $0.publish("held", round: 2) }),
        ("publish elsewhere", { try await $0.publish("given", round: 2, queue: "other") }),
        ("publisher", { try await $0.run("publisher", "name", 1_000) }),
        (
            "shelve",
            { bench in
                _ = try await bench.run("publisher", "mine", 1_000)
                return try await bench.run("shelve", "default", "mine", "waits", 1, "held", 1)
            }
        ),
        ("overstay", { try await $0.run("overstay", "-1000", 10, "") }),
        ("window", { try await $0.run("window", 10) }),
        ("look", { try await $0.run("look", "held", "late", "waits", "ghost") }),
        ("stats", { try await $0.run("stats", 1) }),
        ("take", { try await $0.run("take", 10, 1_000, 1_000, 100) }),
        ("settle", { try await $0.run("settle", "1", 1_000, 1_000, "1-1", "stored", "") }),
        (
            "close",
            { bench in
                var next = bench
                next.epoch += 1
                return try await next.run("close", "mark")
            }
        ),
    ]

    /// Two hold, one of them decides, one claim is over, one item was given back, and one waits.
    private static func furnish(_ bench: ScriptBench) async throws {
        try await bench.publish("late")
        try await bench.claim("ann")
        try await bench.publish("held", due: 1)
        try await bench.publish("deciding", due: 2)
        try await bench.claim("ann", 3)
        try await bench.decide("deciding", by: "ann")
        try await bench.publish("given", due: 3)
        try await bench.claim("ben")
        try await bench.run("release", "given", "ben", "", "default", 5, "")
        try await bench.publish("waits", due: 4)
        let claim = try #require(
            try await bench.redis.send(["HGET", bench.keys.claims, "late"]).string
        )
        let expires = try #require(try await bench.state().claims["late"]?.expiresAt)
        let over = claim.replacing("\(Int64(expires))", with: "\(Int64(expires) - ScriptBench.lease - 1)")
        _ = try await bench.redis.send(["HSET", bench.keys.claims, "late", over])
        _ = try await bench.redis.send([
            "ZADD", bench.keys.deadlines(), "\(Int64(expires) - ScriptBench.lease - 1)", "late",
        ])
    }

    /// Each damage with `claim` and `expire`, and with some of the other verbs in turn.
    private static let verbsOfOne = 3
    private static let together = 4
    /// One damage of so many is tried in a run, others in the next: all of them take minutes.
    private static let shares = 6

    @Test func `no verb fails, and all agrees afterwards`() async throws {
        let share = Int.random(in: 0..<Self.shares)
        let tried = Self.all.indices.filter { $0 % Self.shares == share }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<Self.together {
                group.addTask {
                    try await ScriptBench.with(isSound: false) { bench async throws in
                        try await Self.furnish(bench)
                        let sound = try await Snapshot(bench)
                        let entries = try await bench.state().items.mapValues(\.entry)
                        for index in tried where index / Self.shares % Self.together == part {
                            let others = (0..<Self.verbsOfOne).map {
                                4 + (index * Self.verbsOfOne + $0) % (Self.verbs.count - 4)
                            }
                            for verb in [0, 1, 2, 3] + others {
                                try await sound.restore(bench)
                                try await Self.try(Self.all[index], Self.verbs[verb], bench, entries)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// All keys of a client, to be had again.
    private struct Snapshot {
        let names: [String]
        let values: [RedisArgument]

        init(_ bench: ScriptBench) async throws {
            names = try await bench.redis.texts(["KEYS", bench.keys.pattern])
            var values: [RedisArgument] = []
            for name in names {
                let dump = try await bench.redis.send(["DUMP", .string(name)])
                values.append(.bytes(try #require(dump.bytes)))
            }
            self.values = values
        }

        func restore(_ bench: ScriptBench) async throws {
            let all = ["default", "other", "escalated", "x"].flatMap { bench.keys.all(queue: $0) }
            let gone = (all + [bench.keys.verdicts, bench.keys.refused]).map { RedisArgument.string($0) }
            _ = try await bench.redis.send(["DEL"] + gone)
            for (name, value) in zip(names, values) {
                _ = try await bench.redis.send(["RESTORE", .string(name), 0, value])
            }
        }
    }

    private static func `try`(
        _ damage: Damage,
        _ verb: (name: String, call: @Sendable (ScriptBench) async throws -> RedisValue),
        _ bench: ScriptBench,
        _ entries: [String: String]
    ) async throws {
        for command in damage.commands(bench.keys, entries) {
            _ = try? await bench.redis.send(command.map { .string($0) })
        }
        do {
            let reply = try await verb.call(bench)
            #expect((reply.array ?? []).count > 0, "\(damage), \(verb.name)")
        } catch let error as RedisError {
            #expect(damage.isForeign && "\(error)".contains("WRONGTYPE"), "\(damage), \(verb.name): \(error)")
        }
        try await putRight(bench, "\(damage), \(verb.name)")
    }

    /// What a server does behind its calls: either the line begins anew, or all parts agree in the end.
    private static func putRight(_ bench: ScriptBench, _ what: String) async throws {
        let queues = ["default", "escalated", "other", "x"]
        for _ in 1...6 {
            if try await bench.check(queues: queues).first == "epoch" { return }
            var flaws: [[String]] = []
            for part in ["items", "claims", "holders"] {
                flaws += try await bench.inspect(part, queues: queues).flawWords
            }
            for part in ["waiting", "deadlines", "normal"] {
                flaws += try await bench.inspect(part, place: 1, queues: queues).flawWords
            }
            guard !flaws.isEmpty else { break }
            for flaw in flaws { _ = try await bench.mend(flaw[1], detail: flaw[2], queues: queues) }
        }
        _ = try await bench.expire()
        for moderator in ["ann", "ben", "cyn"] {
            _ = try await bench.run("claim", .string(moderator), "default", 10, 300_000, 20, 3)
        }
        let state = try await bench.state()
        #expect(
            state.violations.filter { !$0.contains("avoided are") && !$0.contains("queues are") } == [],
            "\(what)"
        )
    }
}
