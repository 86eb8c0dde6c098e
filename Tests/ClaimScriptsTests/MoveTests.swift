import ClaimFixtures
import RedisClient
import Testing

/// How a line ends and begins anew.
@Suite struct MoveTests {
    private func held(_ reply: RedisValue) throws -> [[String]] {
        #expect(reply.array?.prefix(2) == [.bulk("ok"), .bulk("0")])
        return try #require(reply.array?.last?.array).map { entry in
            (entry.array ?? []).map { $0.string ?? $0.integer.map { "\($0)" } ?? "" }
        }
    }

    @Test func `closing gives the claims, oldest first, and nothing is handed out any more`() async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post) }
            let generations = try await bench.claim("ann", 2).generations
            var later = bench
            later.epoch = 2
            let reply = try await later.run("close", "mark")
            #expect(reply.array?.prefix(2) == [.bulk("closed"), .bulk("1")])
            let claims = try held(await later.run("held", "mark", "0", 100)).sorted { $0[3] < $1[3] }
            #expect(claims.map { $0[0] } == ["a", "b"])
            #expect(claims.map { $0[3] } == generations)
            #expect(claims.allSatisfy { $0[2] == "default" && $0[4] == "ann" })
            for epoch in [1, 2] as [Int64] {
                var caller = bench
                caller.epoch = epoch
                let refused = try await caller.run("claim", "ben", "default", 1, 1_000, 1, 3)
                #expect(refused == .array([.bulk("epoch"), .bulk("-2@mark")]))
            }
            try await later.run("close", "other")
            let again = try held(await later.run("held", "other", "0", 100)).sorted { $0[3] < $1[3] }
            #expect(again == claims, "as often as one likes")
            // Whoever closed it last may go on.
            for (name, more) in [("held", ["0", 100]), ("adopt", [1]), ("open", [0])] as [(String, [RedisArgument])] {
                let refused = try await later.run(name, list: ["mark"] + more)
                #expect(refused == .array([.bulk("close"), .bulk("-2@other")]))
            }
        }
    }

    @Test func `what begins has the claims that are given and nothing else`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            try await bench.publish("c", queue: "other", priority: "urgent")
            let generation = try #require(try await bench.claim("ann").generations.first)
            var later = bench
            later.epoch = 2
            try await later.run("close", "mark")
            let item: [RedisArgument] = [
                "a", 1, 1, "normal", 1_000, 2_000, "{}", "{}", "{}", #"{"deliveries":3}"#, .string(generation), "ann",
                .integer(ScriptBench.due), .integer(ScriptBench.due + ScriptBench.lease),
            ]
            #expect(try await later.adopt([], item).array?.first == .bulk("queues"))
            let before = try await bench.state()
            #expect(try await later.open(["default", "other"], 1).array?.first == .bulk("close"), "not there yet")
            // An earlier attempt, which goes with the first part.
            try await later.adopt(["default", "other"], [.string("b")] + item.dropFirst())
            for isFirst in [true, false] {
                let answer = try await later.adopt(["default", "other"], item, isFirst: isFirst)
                #expect(answer == .array([.bulk("ok")]), "a part that comes twice is there once")
            }
            #expect(
                try await bench.state().claims.mapValues(\.generation) == before.claims.mapValues(\.generation),
                "what stood stays until it begins"
            )
            #expect(try await later.open(["default", "other"], 2).array?.first == .bulk("close"))
            #expect(try await later.open(["default", "other"], 1) == .array([.bulk("ok"), .bulk("2")]))
            let state = try await bench.state()
            #expect(state.claims.keys.sorted() == ["a"])
            #expect(state.claims["a"]?.generation == generation)
            #expect(state.violations == [])
            // A decision of before the move can't be stored any more: its token is behind the fence.
            let decide = try await later.run("decide", "a", "ann", "", 1_000, "default", "", "")
            #expect(decide == .array([.bulk("deciding"), .integer(1), .bulk(generation), .bulk("\((2 << 32) + 1)")]))
            #expect(try await later.open(["default", "other"], 1) == .array([.bulk("ok"), .bulk("2")]))
            #expect(try await bench.redis.texts(["KEYS", "moderation-beside-*{\(bench.client)}*"]) == [])
        }
    }

    @Test func `nothing begins that was not closed for it, and a line that was begun is not cleared`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            var later = bench
            later.epoch = 3
            let before = try await bench.fingerprint()
            #expect(try await later.run("open", "mark", 0) == .array([.bulk("close"), .bulk("1")]))
            #expect(try await later.run("clear") == .array([.bulk("epoch"), .bulk("1")]))
            #expect(try await bench.fingerprint() == before)
            try await later.run("close", "mark")
            try await later.open(["default"], 0)
            #expect(try await later.run("clear") == .array([.bulk("epoch"), .bulk("3")]))
        }
    }

    @Test func `an epoch that Redis lost does not begin a second time`() async throws {
        try await ScriptBench.with(isOpen: false, isSound: false) { bench async throws in
            try await bench.run("close", "slow")
            try await bench.begin()
            try await bench.publish("a")
            _ = try await bench.redis.send(["DEL"] + bench.redis.texts(["KEYS", bench.keys.pattern]))
            #expect(try await bench.run("open", "slow", 0) == .array([.bulk("close"), .bulk("")]))
            #expect(try await bench.fingerprint() == [])
        }
    }

    @Test func `that Redis was emptied is told to whoever closes the line, until it begins anew`() async throws {
        try await ScriptBench.with(isOpen: false, isSound: false) { bench async throws in
            for mark in ["first", "second"] {
                #expect(try await bench.run("close", .string(mark)).array?.prefix(2) == [.bulk("closed"), .bulk("")])
            }
            #expect(try await bench.run("open", "second", 0).array?.first == .bulk("ok"))
            var later = bench
            later.epoch = 2
            #expect(try await later.run("close", "mark").array?.prefix(2) == [.bulk("closed"), .bulk("1")])
        }
    }

    @Test func `claims may be missing where another process has the data, whoever closes it`() async throws {
        try await ScriptBench.with(isOpen: false, isSound: false) { bench async throws in
            try await bench.run("close", as: "1@first")
            try await bench.run("open", as: "1@first")
            for _ in 1...2 {
                let reply = try await bench.run("close", as: "2@second")
                #expect(reply.array?.prefix(2) == [.bulk("closed"), .bulk("")])
            }
            try await bench.run("open", as: "2@second")
            for known in ["2@second", "-3@second@mark"] {
                let reply = try await bench.run("close", as: "3@second")
                #expect(reply.array?.prefix(2) == [.bulk("closed"), .bulk(known)])
            }
        }
    }

    @Test func `a mark does not outlive the process in which it was left`() async throws {
        try await ScriptBench.with(isOpen: false, isSound: false) { bench async throws in
            try await bench.run("close", as: "1@first")
            let refused = try await bench.run("open", as: "1@second")
            #expect(refused == .array([.bulk("close"), .bulk("-1@first@mark")]))
            #expect(try await bench.run("open", as: "1@first").array?.first == .bulk("ok"))
        }
    }

    @Test func `what is cleared leaves results alone`() async throws {
        try await ScriptBench.with(isSound: false) { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post) }
            try await bench.claim("ann", 2)
            try await bench.acknowledge("a")
            var later = bench
            later.epoch = 2
            try await later.run("close", "mark")
            #expect(try await later.clear(["default"]) == .array([.bulk("ok")]))
            #expect(try await bench.state().names == [bench.keys.state, bench.keys.results].sorted())
        }
    }

    @Test func `an epoch that was opened by another process is not this one's`() async throws {
        try await ScriptBench.with(isOpen: false, isSound: false) { bench async throws in
            try await bench.run("close", as: "1@first")
            #expect(try await bench.run("open", as: "1@first") == .array([.bulk("ok"), .bulk("1@first")]))
            #expect(try await bench.run("look", as: "1@first") == .array([.bulk("ok"), .array([.null])]))
            #expect(try await bench.run("look", as: "1@second") == .array([.bulk("epoch"), .bulk("1@first")]))
            #expect(try await bench.run("close", as: "2@second").array?.first == .bulk("closed"))
            #expect(try await bench.run("open", as: "2@second") == .array([.bulk("ok"), .bulk("2@second")]))
        }
    }
}

extension ScriptBench {
    /// Runs a script with this in the place of the epoch.
    @discardableResult
    fileprivate func run(_ name: String, as epoch: String) async throws -> RedisValue {
        try await run(name, list: name == "open" ? ["mark", 0] : ["mark"], epoch: .string(epoch))
    }

    @discardableResult
    fileprivate func adopt(
        _ queues: [String],
        _ claims: [RedisArgument],
        isFirst: Bool = true
    ) async throws -> RedisValue {
        try await run(
            "adopt",
            list: ["mark", isFirst ? 1 : 0] + queues.map { .string($0) } + claims,
            moreKeys: Array(keys.beside(queues: queues).dropFirst(4))
        )
    }

    @discardableResult
    fileprivate func open(_ queues: [String], _ claims: Int64) async throws -> RedisValue {
        try await run(
            "open",
            list: ["mark", .integer(claims)] + queues.map { .string($0) },
            moreKeys: Array(keys.beside(queues: queues).dropFirst(4))
        )
    }

    fileprivate func clear(_ queues: [String]) async throws -> RedisValue {
        try await run(
            "clear",
            list: queues.map { .string($0) },
            moreKeys: Array(keys.beside(queues: queues).dropFirst(4))
        )
    }
}
