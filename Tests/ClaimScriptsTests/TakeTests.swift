import ClaimFixtures
import RedisClient
import TestSupport
import Testing

@Suite struct TakeTests {
    @Test func `without a stream nothing is taken and nothing is made`() async throws {
        try await ScriptBench.with { bench async throws in
            let before = try await bench.fingerprint()
            #expect(try await bench.take().ids == [])
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `a stream whose producer took everything back is removed`() async throws {
        try await ScriptBench.with { bench async throws in
            let before = try await bench.fingerprint()
            let ids = try await bench.send("{}")
            _ = try await bench.redis.send(["XDEL", bench.keys.verdicts] + ids)
            #expect(try await bench.take().ids == [])
            #expect(try await bench.fingerprint() == before)
        }
    }

    @Test func `entries come in order from the start of the stream, each once`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two", "three")
            let first = try await bench.take(2)
            #expect(first.ids == Array(ids[..<2]))
            #expect(first.verdicts == [.bulk("one"), .bulk("two")])
            #expect(try await bench.take().ids == [ids[2]])
            #expect(try await bench.take().ids == [])
            #expect(try await bench.pendingVerdicts() == ids)
            let groups = try await bench.redis.send(["XINFO", "GROUPS", bench.keys.verdicts]).array
            #expect(groups?.count == 1)
        }
    }

    @Test func `a batch ends with the entry that fills it`() async throws {
        try await ScriptBench.with { bench async throws in
            let half = String(repeating: "x", count: 50)
            let ids = try await bench.send(half, half, half, half, half)
            // With the name of the field.
            #expect(try await bench.take(bytes: 114).ids == Array(ids[..<2]))
            #expect(try await bench.take(bytes: 115).ids == Array(ids[2...]))
        }
    }

    @Test func `what is of no use counts as well, for it was read`() async throws {
        try await ScriptBench.with { bench async throws in
            let large = String(repeating: "x", count: 300_000)
            for _ in 0..<4 { try await bench.send(fields: ["verdict", .string(large)]) }
            for _ in 0..<4 { try await bench.send(fields: ["other", .string(large)]) }
            for _ in 0..<4 { try await bench.send(fields: ["verdict", "{}", "other", .string(large)]) }
            for _ in 0..<3 { #expect(try await bench.take(bytes: 1 << 20).ids.count == 4) }
        }
    }

    @Test func `of what can be no verdict there is no text`() async throws {
        try await ScriptBench.with { bench async throws in
            let long = String(repeating: "x", count: 101)
            try await bench.send(fields: ["verdict", .string(long)])
            try await bench.send(fields: ["other", "{}"])
            try await bench.send(fields: ["verdict", .bytes([0x22, 0xF0, 0x9F, 0x98, 0x22])])
            try await bench.send(fields: ["a", "b", "verdict", "first", "verdict", "second"])
            #expect(
                try await bench.take().verdicts
                    == [.integer(101), .null, .binary([0x22, 0xF0, 0x9F, 0x98, 0x22]), .bulk("first")]
            )
        }
    }

    @Test func `what nobody settled for a while comes first, whoever took it, and nothing else does`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two")
            _ = try await bench.redis.send(["XGROUP", "CREATE", bench.keys.verdicts, "ingestion", "0"])
            _ = try await bench.redis.send(
                ["XREADGROUP", "GROUP", "ingestion", "foreign", "COUNT", "1", "STREAMS", bench.keys.verdicts, ">"]
            )
            #expect(try await bench.take(1).ids == [ids[1]], "the foreign consumer may be at work on the first")
            let late = try await bench.send("three")
            #expect(try await bench.take(idle: 0).ids == ids + late)
            let consumers = try await bench.redis.send(["XINFO", "CONSUMERS", bench.keys.verdicts, "ingestion"]).array
            let counts = consumers?.compactMap { $0.array.map { [$0[1], $0[3]] } }
            #expect(counts == [[.bulk("foreign"), .integer(0)], [.bulk("modpilot"), .integer(3)]])
        }
    }

    @Test func `what others are at work on does not hide what is free behind it`() async throws {
        try await ScriptBench.with { bench async throws in
            var ids: [String] = []
            for number in 0..<60 { ids += try await bench.send("\(number)") }
            let taken = try await bench.take(60)
            try await bench.settle(taken.number, [ids[55], "again", ""])
            #expect(try await bench.take().ids == [ids[55]])
        }
    }

    @Test func `a stream begun anew has a higher number, and an entry's death does not change it`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.send("one", "two")
            let first = try await bench.take(1)
            let again = try await bench.take(1)
            #expect(first.number == "4294967297")
            #expect(again.number == first.number)
            try await bench.settle(first.number, (first.ids + again.ids).flatMap { [$0, "stored", ""] })
            try await bench.send("three")
            #expect(try await bench.take().number == "4294967298")
            try await bench.publish("a")
            #expect(try await bench.claim("ann").generations == ["4294967299"])
        }
    }

    @Test func `a group that somebody destroyed is made again from the start`() async throws {
        try await ScriptBench.with { bench async throws in
            let ids = try await bench.send("one", "two")
            let first = try await bench.take(1)
            _ = try await bench.redis.send(["XGROUP", "DESTROY", bench.keys.verdicts, "ingestion"])
            let second = try await bench.take()
            #expect(second.ids == ids)
            #expect(second.number != first.number)
        }
    }
}
