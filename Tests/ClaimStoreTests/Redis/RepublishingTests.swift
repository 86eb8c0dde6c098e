import ClaimFixtures
import Moderation
import RedisClient
import TestSupport
import Testing

/// Results of which nobody knows whether they went out.
@Suite struct RepublishingTests {
    @Test func `a result of an earlier epoch does not go out again, however much came behind it`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let redis = try #require(store.redis)
            let clock = ManualClock()
            let records = MemoryRecords(clock: clock)
            for name in ["told", "untold"] {
                let post = try PostID(name)
                _ = try await records.record([VerdictRecord(post: post, verdict: .manualReview)], for: store.client)
                try await store.publish(item(name))
                _ = try await store.claimOne("ann")
                let write = try await Self.write(name, store)
                let stored = try #require(try await records.decide(write, for: store.client.id))
                // Whoever published it died before the record had that.
                if name == "told" { try await store.store.acknowledge(stored, for: store.client) }
            }
            for number in 0..<1_500 {
                _ = try await redis.send([
                    "XADD", .string(store.keys.results), "*", "decision_id", "n-\(number)", "decided_at",
                    .string(clock.now.description),
                ])
            }
            _ = try await redis.send(["HDEL", .string(store.keys.state), "epoch"])

            // By whatever mistake.
            try await store.publish(item("told"))
            clock.advance(by: .seconds(10))
            let recovery = Recovery(claims: store.store, records: records, journal: MemoryJournal())
            #expect(try await recovery.publishResults(store.client) == 2)
            let entries = try await redis.send(["XRANGE", .string(store.keys.results), "-", "+"]).array ?? []
            let ids = entries.compactMap { $0.array?.last?.array?.dropFirst().first?.string }
            #expect(ids.filter { !$0.hasPrefix("n-") } == ["d-told", "d-untold"])
            #expect(try await recovery.publishResults(store.client) == 0)
            #expect(try await store.claim("ben").items.isEmpty)
        }
    }

    private static func write(_ name: String, _ store: StoreUnderTest) async throws -> DecisionWrite {
        let start = try await store.begin(name, by: "ann")
        guard case .deciding(let round, let generation, let token, let epoch) = start else {
            throw Unexpected("ann may not decide \(name): \(start)")
        }
        return DecisionWrite(
            id: "d-\(name)",
            post: try PostID(name),
            round: round,
            outcome: .approved,
            moderator: try ModeratorName("ann"),
            claimID: "c-\(generation)",
            generation: token,
            epoch: epoch,
            details: DecisionDetails()
        )
    }
}
