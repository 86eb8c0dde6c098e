import ClaimFixtures
import RedisClient
import Testing

@Suite struct ShelveTests {
    @Test func `what is shelved leaves nothing, and what it takes along comes back by publish`() async throws {
        try await ScriptBench.with { bench async throws in
            try await bench.publish("a", queue: "images", priority: "low")
            try await bench.claim("ann", queue: "images")
            try await bench.run("release", queue: "images", "a", "ann", "", "images", 5, "")
            try await bench.run("publisher", "keeper", 10_000)
            let reply = try await bench.run("shelve", queue: "images", "images", "keeper", "a", 1, "none", 1)
            let answers = try #require(reply.array?.last?.array)
            let carried = try #require(answers[0].string)
            #expect(carried.contains("ann") && answers[1] == .null)
            try await bench.run("publisher", "keeper", 0)
            #expect(try await bench.state().leftovers == [])
            #expect(try await bench.state().queues == [])

            try await bench.run(
                "publish",
                queue: "images",
                list: [
                    "images", "low", .integer(.max >> 12), "", 9, "a", 1, .integer(ScriptBench.due),
                    .integer(ScriptBench.due), "{}", "{}", "{}", .string(carried),
                ]
            )
            let item = try #require(try await bench.state().items["a"])
            #expect(item.released == ["ann"] && item.deliveries == 1 && item.past?.map(\.ended) == ["released"])
            let set = try await bench.claim("ann", queue: "images")
            #expect(set.posts == [] && set.released == 1)
        }
    }

    @Test func `the window tells sizes and the end of the line`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 1...4 { try await bench.publish("p\(number)", due: Int64(number)) }
            try await bench.publish("q", queue: "other")
            try await bench.claim("ann")
            let fields = try #require(try await bench.run("window", 2).array)
            #expect(fields[2...4] == [.integer(5), .integer(3), .integer(1)])
            #expect(
                fields[5]
                    == .array([
                        .bulk("p4"), .integer(1), .integer(ScriptBench.due + 4),
                        .bulk("p3"), .integer(1), .integer(ScriptBench.due + 3),
                    ])
            )
        }
    }

    @Test func `overstay pages past what is claimed, and gives as many as it is asked for`() async throws {
        try await ScriptBench.with { bench async throws in
            for number in 0..<80 { try await bench.publish("p\(number)", due: Int64(number)) }
            for moderator in ["ann", "ben", "cyn"] { try await bench.claim(moderator, 10) }
            // An entry that is added in this very millisecond has stayed for 0 ms.
            let fields = try #require(try await bench.run("overstay", 0, 1_000, "").array)
            let given = try #require(fields[2].array)
            #expect(given.count == 2 * 50)
            #expect(given.first == .bulk("p30"))
            let few = try #require(try await bench.run("overstay", 0, 7, "").array)
            #expect(few[2].array?.count == 14)
            let none = try #require(try await bench.run("overstay", 3_600_000, 7, "").array)
            #expect(none[2] == .array([]))
        }
    }
}
