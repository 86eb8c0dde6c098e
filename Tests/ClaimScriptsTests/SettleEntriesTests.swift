import ClaimFixtures
import RedisClient
import TestSupport
import Testing

@Suite struct SettleEntriesTests {
    @Test func `what is stored leaves, and with the last entry the stream`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two")
            let taken = try await bench.take()
            #expect(try await bench.settle(taken.number, [ids[0], "stored", ""]) == [1, 0])
            #expect(try await bench.pendingVerdicts() == [ids[1]])
            #expect(try await bench.redis.entries(bench.keys.verdicts).ids == [ids[1]])
            #expect(try await bench.settle(taken.number, [ids[1], "stored", ""]) == [1, 0])
            let names = try await bench.state().names
            #expect(names == [bench.keys.state, bench.keys.stream()].sorted())
        }
    }

    @Test func `what is refused is moved as it was, with what is wrong with it`() async throws {
        try await ScriptBench.with { bench async throws in
            let id = try await bench.send(fields: ["verdict", .bytes([0xFF]), "source", "a producer"])
            let taken = try await bench.take()
            #expect(try await bench.settle(taken.number, [id, "invalid_json", "no JSON"]) == [0, 1])
            let entry = try await bench.redis.send(["XRANGE", bench.keys.refused, "-", "+"]).array?.first?.array
            #expect(
                entry?.last
                    == .array([
                        .bulk("verdict"), .binary([0xFF]), .bulk("source"), .bulk("a producer"),
                        .bulk("entry"), .bulk(id), .bulk("code"), .bulk("invalid_json"),
                        .bulk("detail"), .bulk("no JSON"),
                    ])
            )
            #expect(try await bench.redis.send(["EXISTS", bench.keys.verdicts]) == .integer(0))
        }
    }

    @Test func `settled again, or by two, it is moved once`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("bad", "other")
            let taken = try await bench.take()
            _ = try await bench.take(idle: 0)
            #expect(try await bench.settle(taken.number, [ids[0], "invalid_json", "no"]) == [0, 1])
            let before = try await bench.fingerprint()
            #expect(try await bench.settle(taken.number, [ids[0], "invalid_json", "no"]) == [0, 0])
            #expect(try await bench.settle(taken.number, [ids[0], "stored", ""]) == [0, 0])
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `what is given back is free at once, and what is settled is not`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two", "three")
            let taken = try await bench.take()
            #expect(
                try await bench.settle(taken.number, [ids[0], "stored", "", ids[1], "again", ""]) == [1, 0]
            )
            try await bench.settle(taken.number, [ids[0], "again", ""])
            #expect(try await bench.take().ids == [ids[1]])
            #expect(try await bench.pendingVerdicts() == Array(ids[1...]))
        }
    }

    @Test func `a stream that was begun anew under the same ids is left alone`() async throws {
        try await ScriptBench.with { bench async throws in
            let add = ["XADD", bench.keys.verdicts, "1-1", "verdict", "v"]
            _ = try await bench.redis.send(add)
            let stale = try await bench.take()
            try await bench.settle(stale.number, ["1-1", "stored", ""])
            _ = try await bench.redis.send(add)
            let fresh = try await bench.take()
            let before = try await bench.fingerprint()
            for outcome in ["stored", "again", "invalid_json"] {
                #expect(try await bench.settle(stale.number, ["1-1", outcome, ""]) == [0, 0])
            }
            #expect(try await bench.fingerprint() == before)
            #expect(try await bench.settle(fresh.number, ["1-1", "stored", ""]) == [1, 0])
        }
    }

    @Test func `a group that is gone stops nobody`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two", "three")
            let taken = try await bench.take()
            _ = try await bench.redis.send(["XGROUP", "DESTROY", bench.keys.verdicts, "ingestion"])
            #expect(
                try await bench.settle(
                    taken.number,
                    [ids[0], "again", "", ids[1], "stored", "", ids[2], "invalid_json", "no"]
                ) == [1, 1]
            )
            #expect(try await bench.take().ids == [ids[0]])
        }
    }

    @Test func `of an entry without bounds a bounded part is kept`() async throws {
        try await ScriptBench.with { bench async throws in
            let long = String(repeating: "x", count: 70_000)
            let many: [RedisArgument] = (0..<9_000).flatMap { [.string("f\($0)"), "v"] as [RedisArgument] }
            let ids = [
                try await bench.send(fields: ["verdict", .string(long), "more", "text"]),
                try await bench.send(fields: many),
            ]
            let taken = try await bench.take()
            let refusals = ids.flatMap { [$0, "invalid_field", "no"] }
            #expect(try await bench.settle(taken.number, refusals) == [0, 2])
            let (kept, fields) = try await bench.redis.entries(bench.keys.refused)
            try #require(kept.count == 2)
            let first = try #require(fields[kept[0]])
            #expect(first["verdict"]?.count == 65_536 && first["more"] == "")
            #expect(first["cut"] == "70000" && first["entry"] == ids[0] && first["code"] == "invalid_field")
            let second = try #require(fields[kept[1]])
            #expect(second.count == 64 + 3 && second["entry"] == ids[1])
        }
    }

    @Test func `the refused entries are bounded by number and by age`() async throws {
        try await ScriptBench.with { bench async throws in
            let fill = """
                for i = 1, 10500 do redis.call('XADD', KEYS[1], ARGV[1] + i .. '-1', 'verdict', 'old') end
                """
            let week: Int64 = 604_800_000
            let key = bench.keys.refused
            let recent = try await bench.now() - week / 2
            _ = try await bench.redis.send(["EVAL", .string(fill), 1, .string(key), .integer(recent)])
            try await refuseOne(bench)
            let length = try #require(try await bench.redis.send(["XLEN", key]).integer)
            #expect((10_000...10_200).contains(length))
            _ = try await bench.redis.send(["DEL", key])
            let old = try await bench.now() - 2 * week
            _ = try await bench.redis.send(["EVAL", .string(fill), 1, .string(key), .integer(old)])
            try await refuseOne(bench)
            #expect(try #require(try await bench.redis.send(["XLEN", key]).integer) < 200)
        }
    }

    @Test func `the refused entries take no more than about 16 MiB`() async throws {
        try await ScriptBench.with { bench async throws in
            let fill = """
                for i = 1, 500 do redis.call('XADD', KEYS[1], ARGV[1] + i .. '-1', 'verdict', string.rep('x', 60000)) end
                """
            let (key, now) = (bench.keys.refused, try await bench.now())
            _ = try await bench.redis.send(["EVAL", .string(fill), 1, .string(key), .integer(now - 1_000)])
            try await refuseOne(bench)
            let usage = try await bench.redis.send(["MEMORY", "USAGE", .string(key), "SAMPLES", "0"])
            let used = try #require(usage.integer)
            #expect((8 << 20...17 << 20).contains(used))
            let last = try await bench.redis.send(["XREVRANGE", .string(key), "+", "-", "COUNT", "1"])
            #expect("\(last)".contains("invalid_json"), "the newest stays")
        }
    }

    private func refuseOne(_ bench: ScriptBench) async throws {
        let ids = try await bench.send("bad")
        let taken = try await bench.take()
        #expect(try await bench.settle(taken.number, [ids[0], "invalid_json", "no"]) == [0, 1])
    }

    @Test func `a full Redis is emptied`() async throws {
        let redis = try await PrivateRedis.start(["--maxmemory-policy", "noeviction"])
        try await ScriptBench.with(url: redis.url) { bench async throws in
            let ids = try await bench.send("good", "bad")
            _ = try await bench.redis.send(["CONFIG", "SET", "maxmemory", "1"])
            let taken = try await bench.take()
            #expect(taken.ids == ids)
            let outcomes = [ids[0], "stored", "", ids[1], "invalid_json", "no"]
            #expect(try await bench.settle(taken.number, outcomes) == [1, 1])
        }
    }
}
