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

    @Test func `two servers that publish the same results at once publish each once`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let redis = try #require(store.redis)
            let decisions = try (0..<40).map { try Self.decision("p-\($0)") }
            for run in 0..<6 {
                _ = try await redis.send(["DEL", .string(store.keys.results)])
                // The one who published them died before the record had that; more has come since than one script looks at.
                for stored in decisions.prefix(10) { try await store.store.acknowledge(stored, for: store.client) }
                for number in 0..<(run * 60) {
                    _ = try await redis.send([
                        "XADD", .string(store.keys.results), "*", "decision_id", .string("n-\(number)"),
                    ])
                }
                let (client, one, other) = (store.client, store.store, store.other)
                async let first = one.acknowledge(decisions, for: client)
                async let second = other.acknowledge(Array(decisions.reversed()), for: client)
                let counts = try await [first.count, second.count]
                #expect(counts == [40, 40])
                let entries = try await redis.send(["XRANGE", .string(store.keys.results), "-", "+"]).array ?? []
                let ids = entries.compactMap { $0.array?.last?.array?.dropFirst().first?.string }
                    .filter { !$0.hasPrefix("n-") }
                #expect(ids.count == 40 && Set(ids).count == 40, "run \(run)")
            }
        }
    }

    @Test func `the result of an older round goes out although a newer one is in line`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let older = try Self.decision("a")
            try await store.publish(item("a", round: 2))
            try await store.store.acknowledge(older, for: store.client)
            try await store.store.acknowledge(older, for: store.client)
            #expect(try await store.results() == 1)
            #expect(try await store.claimed("ann") == ["a"])
        }
    }

    private static func decision(_ name: String) throws -> StoredDecision {
        let decision = Decision(
            id: "d-\(name)",
            post: try PostID(name),
            round: 1,
            outcome: .approved,
            moderator: try ModeratorName("ann"),
            claimID: "c",
            decidedAt: Timestamp(milliseconds: 1_763_632_800_000),
            details: DecisionDetails()
        )
        return StoredDecision(decision: decision, epoch: 1)
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
