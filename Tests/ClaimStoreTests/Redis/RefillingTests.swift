import ClaimFixtures
import Moderation
import RedisClient
import TestSupport
import Testing

/// The stream of results behind a loss.
@Suite struct RefillingTests {
    /// Decides that many posts, all in one epoch.
    private func decide(_ count: Int, _ store: StoreUnderTest, _ records: MemoryRecords) async throws {
        for number in 0..<count {
            let post = try PostID("p-\(number)")
            _ = try await records.record([VerdictRecord(post: post, verdict: .manualReview)], for: store.client)
            let write = DecisionWrite(
                id: "d-\(number)",
                post: post,
                round: 1,
                outcome: .approved,
                moderator: try ModeratorName("ann"),
                claimID: "c",
                generation: Generation(1 << 40),
                epoch: 1,
                details: DecisionDetails()
            )
            _ = try #require(try await records.decide(write, for: store.client.id))
        }
    }

    private func ids(_ store: StoreUnderTest) async throws -> [String] {
        let redis = try #require(store.redis)
        let entries = try await redis.send(["XRANGE", .string(store.keys.results), "-", "+"]).array ?? []
        return entries.compactMap { $0.array?.last?.array?.dropFirst().first?.string }
    }

    @Test(arguments: [0, 3, 700])
    func `a stream that lost its end, or all, gets what it lacks, in the order of the log`(left: Int) async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let redis = try #require(store.redis)
            let records = MemoryRecords(clock: store.records.clock)
            try await decide(1_300, store, records)
            let log = try await records.results(of: store.client, after: .beginning, limit: 2_000).entries.map(\.stored)
            for stored in log.prefix(left) { try await store.store.acknowledge(stored, for: store.client) }
            #expect(try await ids(store).count == left)
            // A new epoch: what is known of the stream is of an earlier one.
            _ = try await redis.send(["HDEL", .string(store.keys.state), "epoch"])
            var added = 0
            for _ in 0..<20 {
                added += try await store.store.refillResults(of: store.client, as: "a", from: records)
                if added == 1_300 - left { break }
            }
            #expect(added == 1_300 - left)
            #expect(try await ids(store) == (0..<1_300).map { "d-\($0)" })
            #expect(try await store.store.refillResults(of: store.client, as: "a", from: records) == 0)
            #expect(try await store.other.refillResults(of: store.client, as: "b", from: records) == 0)
        }
    }

    @Test func `two servers that refill while others publish the same add each once`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let records = MemoryRecords(clock: store.records.clock)
            try await decide(400, store, records)
            let log = try await records.results(of: store.client, after: .beginning, limit: 500).entries.map(\.stored)
            let (client, one, other) = (store.client, store.store, store.other)
            async let refilled = one.refillResults(of: client, as: "a", from: records)
            async let again = other.refillResults(of: client, as: "b", from: records)
            async let published = other.acknowledge(Array(log.reversed()), for: client)
            _ = try await (refilled, again, published)
            let found = try await ids(store)
            #expect(found.count == 400 && Set(found).count == 400)
        }
    }

    @Test func `what is older than results are kept, or went out in another Redis, stays away`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let records = MemoryRecords(clock: store.records.clock)
            try await decide(2, store, records)
            store.records.clock.advance(by: store.client.settings.resultsKept + .seconds(1))
            #expect(try await store.store.refillResults(of: store.client, as: "a", from: records) == 0)
            #expect(try await ids(store) == [])
        }
    }
}
