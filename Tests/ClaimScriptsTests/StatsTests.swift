import ClaimFixtures
import RedisClient
import TestSupport
import Testing

@Suite struct StatsTests {
    /// Puts items of one priority into line, in one call; each was queued at its place in the list, in ms.
    private func publish(
        _ posts: [String],
        _ bench: ScriptBench,
        from first: Int64 = 0,
        target: Int64 = 14_400_000,
        priority: String = "normal"
    ) async throws {
        var arguments: [RedisArgument] = ["default", .string(priority), .integer(.max >> 12), "", 1_000_000]
        for (place, post) in posts.enumerated() {
            let at = ScriptBench.due + first + Int64(place)
            arguments += [.string(post), 1, .integer(at), .integer(at + target), "{}", "{}", "{}", ""]
        }
        try await bench.run("publish", list: arguments)
    }

    /// { ready, claimed, when the oldest was queued or 0 } by priority; that instant counts from `ScriptBench.due`.
    private func priorities(_ bench: ScriptBench) async throws -> [[Int64]] {
        let fields = try #require(try await bench.run("stats", 0).array)
        return try #require(fields[5].array).map { priority in
            var numbers = (priority.array ?? []).compactMap(\.integer)
            if numbers.count == 3, numbers[2] > 0 { numbers[2] -= ScriptBench.due }
            return numbers
        }
    }

    @Test func `the reply has counts, instants, queues and holders`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b", "c"] { try await bench.publish(post, priority: "high") }
            try await bench.publish("d", queue: "q")
            let claimed = try await bench.claim("ann", 2)
            let fields = try #require(try await bench.run("stats", 1).array)
            #expect(fields.count == 8)
            #expect(fields[0] == .bulk("ok"))
            #expect(try #require(fields[1].integer) >= claimed.now)
            #expect(fields[2...4] == [.integer(1), .integer(2), .integer(claimed.now + ScriptBench.lease)])
            let none = RedisValue.array([.integer(0), .integer(0), .integer(0)])
            let high = RedisValue.array([.integer(1), .integer(2), .integer(ScriptBench.due)])
            #expect(fields[5] == .array([none, high, none, none]))
            #expect(Set(fields[6].array?.compactMap(\.string) ?? []) == ["default", "q"])
            #expect(fields[7] == .array([.bulk("ann"), .integer(2)]))
        }
    }

    @Test func `what concerns the whole client comes only when asked for`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a")
            try await bench.claim("ann")
            let fields = try await bench.run("stats", 0).array
            #expect(fields?[6...7] == [.array([]), .array([])])
        }
    }

    @Test func `a client in another epoch is told and not changed`() async throws {
        try await ScriptBench.with(isOpen: false) { bench async throws in
            #expect(try await bench.run("stats", 1) == .array([.bulk("epoch"), .bulk("")]))
            #expect(try await bench.fingerprint() == [])
        }
    }

    @Test func `reading changes nothing, not even for what is overdue`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            try await bench.claim("ann")
            try await bench.letPass(.seconds(301))
            let before = try await bench.fingerprint()
            let fields = try #require(try await bench.run("stats", 1).array)
            #expect(fields[4] == fields[1], "the next deadline is now")
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `behind a long line, the first that nobody had yet is the oldest of its priority`() async throws {
        try await ScriptBench.with { bench async throws in
            try await publish(["l0", "l1", "l2", "l3", "l4", "l5"], bench, target: 86_400_000, priority: "low")
            for _ in 0..<5 { try await bench.claim("ann", 5) }
            try await publish((0..<200).map { "n\($0)" }, bench, from: 1_000)
            #expect(try await priorities(bench)[3] == [1, 5, 5])
            #expect(try await priorities(bench)[2] == [200, 0, 1_000])
        }
    }

    @Test func `what came back stands at the beginning of its stream again`() async throws {
        try await ScriptBench.with { bench async throws in
            try await publish(["l0", "l1", "l2"], bench, target: 86_400_000, priority: "low")
            try await bench.claim("ann", 3)
            try await bench.letPass(.seconds(301))
            try await bench.expire()
            try await bench.claim("ben", 1)
            try await publish((0..<200).map { "n\($0)" }, bench, from: 1_000)
            #expect(try await priorities(bench)[3] == [2, 1, 1])
        }
    }

    @Test func `what came back far behind and in the middle of its stream is passed over for a younger one`()
        async throws
    {
        try await ScriptBench.with { bench async throws in
            try await publish((0..<8).map { "l\($0)" }, bench, target: 86_400_000, priority: "low")
            try await bench.claim("ann", 6)
            try await bench.claim("ben", 1)
            // Only the last of those that were handed out comes back.
            try await bench.run("release", "l6", "ben", "", "default", 5, "")
            try await publish((0..<200).map { "n\($0)" }, bench, from: 1_000)
            #expect(try await priorities(bench)[3] == [2, 6, 7])
        }
    }

    @Test func `of large posts few are read`() async throws {
        let redis = try await PrivateRedis.start()
        try await ScriptBench.with(url: redis.url, isSound: false) { bench async throws in
            try await publish((0..<200).map { "n\($0)" }, bench, from: 1_000)
            // Behind the front, and each first in its stream but gone from the line.
            for priority in ["urgent", "high", "low"] {
                try await publish(["\(priority)"], bench, target: 86_400_000, priority: priority)
                for _ in 0..<3 {
                    let stream = bench.keys.stream("default", priority)
                    let content = String(repeating: "x", count: 1 << 20)
                    _ = try await bench.redis.send(
                        ["XADD", .string(stream), "*", "post_id", "gone", "content", .string(content)]
                    )
                }
                _ = try await bench.redis.send(["ZREM", .string(bench.keys.waiting()), .string(priority)])
            }
            _ = try await bench.redis.send(["CONFIG", "RESETSTAT"])
            _ = try await priorities(bench)
            let stats = try #require(try await bench.redis.send(["INFO", "commandstats"]).string)
            let line = try #require(stats.split(whereSeparator: \.isNewline).first { $0.contains("cmdstat_xrange:") })
            let calls = try #require(line.split(separator: "calls=").last?.split(separator: ",").first)
            // One small entry of the first priority, then two megabytes of it.
            #expect(try #require(Int(calls)) <= 6)
        }
    }

    @Test func `a stream without its group tells of what waits`() async throws {
        try await ScriptBench.with { bench async throws in
            for post in ["a", "b"] { try await bench.publish(post) }
            _ = try await bench.redis.send(["XGROUP", "DESTROY", bench.keys.stream(), "moderators"])
            #expect(try await priorities(bench)[2] == [2, 0, 0])
        }
    }

    @Test func `20,000 items cost as many commands as 200, and so do three priorities behind them`() async throws {
        let redis = try await PrivateRedis.start()
        try await ScriptBench.with(url: redis.url) { bench async throws in
            for (place, priority) in ["urgent", "high", "low"].enumerated() {
                try await publish(
                    ["\(priority)"],
                    bench,
                    from: -1,
                    target: 86_400_000 + Int64(place),
                    priority: priority
                )
            }
            // The first call loads the script.
            try await bench.run("stats", 1)
            var counts: [Int] = []
            var published = 0
            for backlog in [200, 20_000] {
                while published < backlog {
                    let next = min(published + 500, backlog)
                    try await publish((published..<next).map { "n\($0)" }, bench, from: Int64(published))
                    published = next
                }
                _ = try await bench.redis.send(["CONFIG", "RESETSTAT"])
                let fields = try #require(try await bench.run("stats", 1).array)
                #expect(fields[2] == .integer(Int64(backlog) + 3))
                counts.append(try await commands(bench))
            }
            #expect(counts[0] == counts[1])
            #expect((10..<60).contains(counts[0]), "\(counts)")
        }
    }

    /// How many commands ran since the counts were reset, those inside of scripts included.
    private func commands(_ bench: ScriptBench) async throws -> Int {
        let text = try #require(try await bench.redis.send(["INFO", "commandstats"]).string)
        return text.split(whereSeparator: \.isNewline).reduce(0) { sum, line in
            let calls = line.split(separator: ":calls=").last?.prefix { $0 != "," } ?? ""
            return line.hasPrefix("cmdstat_config") ? sum : sum + (Int(calls) ?? 0)
        }
    }
}
