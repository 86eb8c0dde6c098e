import ClaimFixtures
import RedisClient
import Testing

@Suite struct InspectTests {
    @Test func `what is sound has no flaws, in whatever state it is`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 1...4 { try await bench.publish("p\(number)", due: Int64(number)) }
            try await bench.publish("q", queue: "other", priority: "low")
            try await bench.claim("ann", 2)
            try await bench.decide("p2", by: "ann")
            let page = try await bench.inspect(queues: ["default", "other"])
            #expect(
                page.items.sorted { $0[0] < $1[0] }
                    == ["p1", "p2", "p3", "p4", "q"].map { [$0, "1", "", $0 == "q" ? "other" : "default"] }
            )
            #expect(page.cursor == "0" && page.unread == [])
            #expect(try await bench.flaws(queues: ["default", "other"]) == [])
        }
    }

    @Test func `a decision is overdue once its time has passed, and told with its token`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            let claimed = try await bench.claim("ann", 2)
            try await bench.decide("a", by: "ann")
            #expect(
                try await bench.inspect("named", posts: ["a", "none", "b"]).items
                    == [["a", "1", "", "default"], ["b", "1", "", "default"]]
            )
            try await bench.letPass(.seconds(11))
            let items = try await bench.inspect("named", posts: ["b", "a"]).items
            #expect(items == [["b", "1", "", "default"], ["a", "1", claimed.generations[0], "default"]])
        }
    }

    @Test func `queues that are not named are asked for, by the set and by the items`() async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            try await bench.publish("a", queue: "other")
            let arguments: [RedisArgument] = ["items", "0", 10, 10_000, 0]
            let missing = RedisValue.array([.bulk("queues"), .array([.bulk("other")])])
            #expect(try await bench.run("inspect", list: arguments) == missing)
            _ = try await bench.redis.send(["DEL", bench.keys.queues])
            #expect(try await bench.run("inspect", list: arguments) == missing)
            #expect(try await bench.inspect(queues: ["other"]).flaws == ["item_in_no_queue a"])
        }
    }

    @Test func `pages end, and every item is on one of them`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 1...300 { try await bench.publish("p\(number)", due: Int64(number)) }
            var seen: Set<String> = []
            var page = try await bench.inspect(limit: 50)
            var pages = 1
            while true {
                #expect(page.items.count < 150)
                seen.formUnion(page.items.map { $0[0] })
                guard page.cursor != "0" else { break }
                page = try await bench.inspect(cursor: page.cursor, limit: 50)
                pages += 1
            }
            #expect(seen.count == 300 && pages > 2)
        }
    }

    @Test func `of large items only so many are read at once, the others are named`() async throws {
        try await ScriptBench.with { bench async throws in
            let text = String(repeating: "x", count: 900_000)
            for number in 1...5 {
                try await bench.run(
                    "publish",
                    list: [
                        "default", "normal", .integer(.max >> 12), "", 9, .string("p\(number)"), 1,
                        .integer(ScriptBench.due), .integer(ScriptBench.due), .string("\"\(text)\""), "{}", "{}", "",
                    ]
                )
            }
            let page = try await bench.inspect()
            #expect(page.items.count == 5 && page.unread.count == 2 && page.flaws == [])
            let rest = try await bench.inspect("entries", posts: page.unread)
            #expect(rest.unread == [] && rest.flaws == [])
        }
    }

    /// What each hand does, what it is called, and what mending makes of it.
    static let breaks: [(hand: Break, flaws: [String], answer: String)] = [
        (.init("ZREM", \.deadline, "held"), ["claimed_without_deadline held"], "sound"),
        (.init("HDEL", \.holder, "ann"), ["claimed_without_holder held"], "sound"),
        (.init("ZREM", \.place, "waits"), ["item_not_in_line waits"], "epoch"),
        (.init("ZADD", \.place, "5", "held"), ["item_waiting_and_claimed held"], "sound"),
        (.init("ZADD", \.deadline, "5", "waits"), ["deadline_without_claim waits"], "sound"),
        (.init("DEL", \.set), ["item_in_no_queue held", "item_in_no_queue waits"], "sound"),
        (.init("HDEL", \.claim, "held"), ["holding_without_claim held ann", "item_not_in_line held"], "epoch"),
        (.init("HSET", \.holder, "ben", #"["waits"]"#), ["holding_without_claim waits ben"], "sound"),
        (
            .init("HDEL", \.item, "held"),
            ["claim_without_item held", "deadline_without_claim held"], "epoch"
        ),
        (.init("HDEL", \.item, "waits"), ["waiting_without_item waits"], "out"),
        (.init("ZADD", \.place, "5", "ghost"), ["waiting_without_item ghost"], "out"),
        (.init("ZADD", \.deadline, "5", "ghost"), ["deadline_without_claim ghost"], "out"),
        (.init("DEL", \.stream), ["item_without_entry held", "item_without_entry waits"], "epoch"),
        (.init("HSET", \.item, "waits", "{"), ["record_damaged waits"], "out"),
        (.init("HSET", \.item, "held", "7"), ["record_damaged held"], "epoch"),
        (.init("HSET", \.claim, "held", "null"), ["holding_without_claim held ann", "record_damaged held"], "epoch"),
        (.init("HSET", \.holder, "ann", "[7]"), ["claimed_without_holder held", "record_damaged ann"], "sound"),
        (.init("ZADD", \.deadline, "+inf", "held"), ["claimed_without_deadline held"], "sound"),
    ]

    struct Break: Sendable {
        let command: String
        let key: @Sendable (Places) -> String
        let words: [String]

        init(_ command: String, _ key: @escaping @Sendable (Places) -> String, _ words: String...) {
            self.command = command
            self.key = key
            self.words = words
        }
    }

    struct Places: Sendable {
        let keys: ClientKeys
        var item: String { keys.items }
        var claim: String { keys.claims }
        var holder: String { keys.holders }
        var set: String { keys.queues }
        var place: String { keys.waiting() }
        var deadline: String { keys.deadlines() }
        var stream: String { keys.stream() }
    }

    @Test(arguments: breaks.indices)
    func `each broken pair is named, and mended`(_ index: Int) async throws {
        let (hand, flaws, answer) = Self.breaks[index]
        try await ScriptBench.with(isSound: false) { bench async throws in
            try await bench.publish("held")
            try await bench.publish("waits", due: 1)
            let held = try await bench.claim("ann").generations
            let key = hand.key(Places(keys: bench.keys))
            _ = try await bench.redis.send(["\(hand.command)", key] + hand.words)
            // Of what has lost its record the entry is left.
            let entries = try await bench.inspect("normal", place: 1).flaws
            let isRecordGone = hand.command != "DEL" && key == bench.keys.items
            #expect(entries.count == (isRecordGone ? 1 : 0))
            #expect(try await bench.flaws() == (flaws + entries).sorted())
            let before = try await bench.fingerprint()
            _ = try await bench.flaws()
            #expect(try await bench.fingerprint() == before)

            for flaw in flaws {
                var words = flaw.split(separator: " ", maxSplits: 2).map(String.init)
                if flaw == "record_damaged ann" { words.insert("", at: 1) }
                if answer == "epoch" {
                    _ = try await bench.mend(words[1], detail: words.count > 2 ? words[2] : "")
                    continue
                }
                #expect(try await bench.mend(words[1], detail: words.count > 2 ? words[2] : "") == [answer])
            }
            if answer == "epoch" {
                let state = try await bench.redis.send(["HMGET", bench.keys.state, "epoch", "lost"]).array
                #expect(state?.first?.isNull == true && state?.last?.isNull == false, "the line begins anew")
                #expect(try await bench.mend("held") == ["epoch", ""])
                return
            }
            for entry in entries {
                let words = entry.split(separator: " ", maxSplits: 2).map(String.init)
                #expect(try await bench.mend(words[1], detail: words[2]) == ["sound"])
            }
            #expect(try await bench.flaws() == [])
            let state = try await bench.state()
            #expect(state.violations == [])
            // Claims stay where the item does.
            if answer == "sound", hand.command != "HDEL" || state.claims["held"] != nil {
                #expect(state.claims["held"]?.generation == held.first)
                #expect(try await bench.claim("ann").posts == ["held"])
            }
        }
    }

    @Test func `what somebody holds or decides is never taken out`() async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.decide("a", by: "ann")
            _ = try await bench.redis.send(["DEL", bench.keys.stream()])
            let claim = try await bench.state().claims["a"]?.generation
            #expect(try await bench.mend("a") == ["epoch", "", "the content of a claimed item"])
            #expect(try await bench.mend("a") == ["epoch", ""])
            let state = try await bench.state()
            #expect(state.claims["a"]?.generation == claim)
            #expect(state.state["lost"] == "the content of a claimed item")
        }
    }

    @Test func `a line that begins anew again and again does so ever less often`() async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            var bench = bench
            var waits: [String] = []
            for _ in 1...3 {
                try await bench.publish("a")
                try await bench.claim("ann")
                _ = try await bench.redis.send(["DEL", bench.keys.items])
                waits.append(try await bench.check().first ?? "")
                if waits.last == "epoch" {
                    bench.epoch += 1
                    try await bench.begin()
                    // As if it had happened often, so that the next one waits for a minute.
                    _ = try await bench.redis.send(["HSET", bench.keys.state, "losses", "7"])
                }
            }
            #expect(waits == ["epoch", "again", "again"])
            #expect(try await bench.claim("ann").posts == [], "it goes on with what there is")
            _ = try await bench.redis.send(["HSET", bench.keys.state, "lost_at", "1000"])
            #expect(try await bench.check() == ["epoch", "", "items"])
        }
    }

    @Test func `a decision under way keeps its time when its deadline is put back`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.decide("a", by: "ann")
            let deadline = try #require(try await bench.state().deadlines["default"]?["a"])
            _ = try await bench.redis.send(["ZREM", bench.keys.deadlines(), "a"])
            try await bench.mend("a")
            #expect(try await bench.state().deadlines["default"]?["a"] == deadline)
        }
    }

    @Test func `what was given back is not handed to whoever gave it back, whatever else is lost`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            try await bench.run("release", "a", "ann", "", "default", 5, "")
            _ = try await bench.redis.send(["DEL", bench.keys.avoided()])
            let set = try await bench.claim("ann")
            #expect(set.posts == [] && set.released == 1)
            #expect(try await bench.claim("ben").posts == ["a"])
        }
    }

    @Test func `an entry of no item goes from its own stream alone, and stays while it is an item's`() async throws {
        try await ScriptBench.with { bench async throws in
            for queue in ["default", "other"] {
                try await bench.publish("in-\(queue)", queue: queue, priority: "low")
                _ = try await bench.redis.send([
                    "XADD", bench.keys.stream(queue, "low"), "9999999999999-0", "post_id", "ghost", "content", "{}",
                ])
            }
            let queues = ["default", "other"]
            #expect(
                try await bench.flaws(queues: queues) == [
                    "entry_without_item ghost default low 9999999999999-0",
                    "entry_without_item ghost other low 9999999999999-0",
                ]
            )
            try await bench.mend("ghost", detail: "other low 9999999999999-0", queues: queues)
            #expect(
                try await bench.flaws(queues: queues) == ["entry_without_item ghost default low 9999999999999-0"]
            )
            let entry = try #require(try await bench.state().items["in-other"]?.entry)
            try await bench.mend("in-other", detail: "other low \(entry)", queues: queues)
            try await bench.mend("ghost", detail: "default low 9999999999999-0", queues: queues)
            #expect(try await bench.flaws(queues: queues) == [])
        }
    }

    @Test func `what is sound stays as it is`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post) }
            try await bench.claim("ann", 2)
            try await bench.decide("b", by: "ann")
            let before = try await bench.fingerprint()
            for post in ["a", "b", "c"] { #expect(try await bench.mend(post) == ["sound"]) }
            #expect(try await bench.mend("none") == ["out"])
            #expect(try await bench.fingerprint() == before)
        }
    }
}
