import ClaimFixtures
import Moderation
import RedisClaims
import RedisClient
import Testing

/// The stream into ingestion, by the store that servers use.
@Suite struct StreamTests {
    private func with(
        _ body: (StoreUnderTest, any VerdictStream, RedisConnection) async throws -> Void
    ) async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            try await body(store, try #require(store.store as? any VerdictStream), try #require(store.redis))
        }
    }

    private func send(_ argument: RedisArgument, to store: StoreUnderTest, _ redis: RedisConnection) async throws {
        _ = try await redis.send(["XADD", .string(store.keys.verdicts), "*", "verdict", argument])
    }

    @Test func `a client that sent nothing has no key, and is not served`() async throws {
        try await with { store, stream, redis async throws in
            #expect(try await stream.nonempty(among: [store.client]) == [])
            #expect(try await redis.texts(["KEYS", store.keys.pattern]) == [])
        }
    }

    @Test func `entries come with their bytes and positions, and leave`() async throws {
        try await with { store, stream, redis async throws in
            for argument in ["{}", .bytes([0xC3, 0x28]), "123456"] as [RedisArgument] {
                try await send(argument, to: store, redis)
            }
            _ = try await redis.send(["XADD", store.keys.verdicts, "*", "other", "x"])
            #expect(try await stream.nonempty(among: [store.client]) == [store.client])
            let batch = try await stream.take(for: store.client, longest: 5)
            try #require(
                batch.entries.map(\.text) == [.bytes(Array("{}".utf8)), .bytes([0xC3, 0x28]), .tooLong(6), .missing]
            )
            #expect(batch.entries.map(\.position) == batch.entries.map(\.position).sorted())
            let outcomes: [EntryOutcome] = [.stored, .refused(code: "a", detail: "b"), .again, .stored]
            let counts = try await stream.settle(
                zip(batch.entries, outcomes).map { (entry: $0, outcome: $1) },
                of: batch,
                for: store.client
            )
            #expect(counts == (2, 1))
            let again = try await stream.take(for: store.client, longest: 5)
            #expect(again.entries == Array(batch.entries[2..<3]))
            let given = try #require(again.entries.first)
            try await stream.settle([(given, .stored)], of: again, for: store.client)
            #expect(try await stream.nonempty(among: [store.client]) == [])
            #expect(try await redis.entries(store.keys.refused).ids.count == 1)
        }
    }

    @Test func `what one batch brings is bounded, whatever producers send`() async throws {
        try await with { store, stream, redis async throws in
            let large = String(repeating: "x", count: 1 << 20)
            for _ in 1...5 { try await send(.string(large), to: store, redis) }
            for expected in [2, 2, 1, 0] {
                let batch = try await stream.take(for: store.client, longest: 1 << 20)
                #expect(batch.entries.count == expected)
            }
        }
    }

    @Test func `two servers that take at once share the entries`() async throws {
        try await with { store, stream, redis async throws in
            let other = try #require(store.other as? any VerdictStream)
            for number in 1...1_000 { try await send("\(number)", to: store, redis) }
            async let mine = Self.drain(stream, store.client)
            async let others = Self.drain(other, store.client)
            let all = try await mine + others
            #expect(all.count == 1_000 && Set(all).count == 1_000)
            #expect(try await redis.send(["EXISTS", store.keys.verdicts]) == .integer(0))
        }
    }

    private static func drain(_ stream: any VerdictStream, _ client: Client) async throws -> [String] {
        var ids: [String] = []
        while true {
            let batch = try await stream.take(for: client, longest: 1 << 20)
            guard !batch.entries.isEmpty else { return ids }
            ids += batch.entries.map(\.id)
            try await stream.settle(batch.entries.map { ($0, .stored) }, of: batch, for: client)
        }
    }

    @Test func `when Redis loses everything, a batch that was taken before harms nothing of what came after`()
        async throws
    {
        try await with { store, stream, redis async throws in
            let add = ["XADD", store.keys.verdicts, "5-5", "verdict", "{}"]
            _ = try await redis.send(add)
            let before = try await stream.take(for: store.client, longest: 100)
            let stale = try #require(before.entries.first)
            _ = try await redis.send(["DEL"] + (try await redis.texts(["KEYS", store.keys.pattern])))
            _ = try await redis.send(add)
            let counts = try await stream.settle([(stale, .stored)], of: before, for: store.client)
            #expect(counts == (0, 0))
            let after = try await stream.take(for: store.client, longest: 100)
            let fresh = try #require(after.entries.first)
            #expect(fresh.id == "5-5" && fresh.position > stale.position)
            try await stream.settle([(fresh, .stored)], of: after, for: store.client)
        }
    }
}
