import Moderation
import Testing

/// How the facts of a record and the claims of a journal become one history.
@Suite struct HistoryTests {
    private let post = PostID(stored: "p")
    private let ann = ModeratorName(stored: "ann")
    private let ben = ModeratorName(stored: "ben")

    private func event(
        _ kind: ItemEvent.Kind,
        at milliseconds: Int64,
        by moderator: ModeratorName? = nil,
        round: Int = 1,
        generation: Int64? = nil,
        until end: Int64? = nil
    ) -> ItemEvent {
        ItemEvent(
            post: post,
            kind: kind,
            at: Timestamp(milliseconds: milliseconds),
            moderator: moderator,
            round: round,
            generation: generation.map { Generation($0) },
            until: end.map(Timestamp.init(milliseconds:))
        )
    }

    private func decision(_ outcome: Outcome, at milliseconds: Int64, by moderator: ModeratorName) -> StoredDecision {
        StoredDecision(
            decision: Decision(
                id: "d",
                post: post,
                round: 1,
                outcome: outcome,
                moderator: moderator,
                claimID: "c",
                decidedAt: Timestamp(milliseconds: milliseconds),
                details: DecisionDetails(reason: "spam")
            ),
            epoch: 1
        )
    }

    private func history(
        _ log: [ItemEvent],
        _ decisions: [StoredDecision] = [],
        claims: [ItemEvent]
    ) -> [String] {
        let time = Timestamp(milliseconds: 0)
        let item = QueuedItem(
            post: post,
            round: 1,
            queue: .default,
            priority: .normal,
            queuedAt: time,
            dueAt: time,
            payload: Payload()
        )
        let record = ItemRecord(
            item: item,
            verdict: .manualReview,
            status: .pending,
            contentVersion: nil,
            decisions: decisions,
            log: log
        )
        return record.history(with: claims).map { event in
            [event.kind.rawValue, event.moderator?.description, event.round > 1 ? "\(event.round)" : nil]
                .compactMap(\.self).joined(separator: " ")
        }
    }

    @Test func `both sources come together in order of time`() {
        let told = history(
            [event(.ingested, at: 10), event(.queued, at: 10)],
            [decision(.rejected, at: 60, by: ben)],
            claims: [
                event(.claimed, at: 20, by: ann, generation: 1), event(.extended, at: 30, by: ann, generation: 1),
                event(.expired, at: 40, by: ann, generation: 1), event(.claimed, at: 50, by: ben, generation: 2),
            ]
        )
        #expect(
            told == [
                "ingested", "queued", "claimed ann", "extended ann", "expired ann", "claimed ben", "rejected ben",
            ]
        )
    }

    @Test func `a claim begins once, however many servers told of it`() {
        let claim = event(.claimed, at: 20, by: ann, generation: 1)
        let told = history(
            [event(.ingested, at: 10), event(.queued, at: 10)],
            claims: [
                claim, claim, event(.extended, at: 30, by: ann, generation: 1),
                event(.claimed, at: 20, by: ben, generation: 2),
            ]
        )
        #expect(told == ["ingested", "queued", "claimed ann", "claimed ben", "extended ann"])
    }

    @Test func `a claim behind whose time the next one began has expired, whoever is yet to tell`() {
        let log = [event(.ingested, at: 10), event(.queued, at: 10)]
        let first = event(.claimed, at: 20, by: ann, generation: 1, until: 30)
        let extended = event(.extended, at: 25, by: ann, generation: 1, until: 40)
        func second(at time: Int64, round: Int = 1) -> ItemEvent {
            event(.claimed, at: time, by: ben, round: round, generation: 2, until: time + 10)
        }
        let start = ["ingested", "queued", "claimed ann"]
        #expect(history(log, claims: [first, second(at: 30)]) == start + ["expired ann", "claimed ben"])
        #expect(
            history(log, claims: [first, extended, second(at: 41)])
                == start + ["extended ann", "expired ann", "claimed ben"]
        )
        let expired = event(.expired, at: 31, by: ann, generation: 1)
        #expect(history(log, claims: [first, expired, second(at: 33)]) == start + ["expired ann", "claimed ben"])
        // It was released, or its round has ended, and who did that is yet to tell.
        #expect(history(log, claims: [first, second(at: 29)]) == start + ["claimed ben"])
        #expect(history(log, claims: [first, second(at: 33, round: 2)]) == start + ["claimed ben 2"])
        #expect(history(log, claims: [first]) == start)
    }

    @Test func `what happened in one millisecond comes in the order of an item's life`() {
        let told = history(
            [
                event(.ingested, at: 10), event(.queued, at: 10), event(.superseded, at: 10),
                event(.ingested, at: 10, round: 2), event(.queued, at: 10, round: 2),
            ],
            claims: [
                event(.claimed, at: 10, by: ben, generation: 2), event(.claimed, at: 10, by: ann, generation: 1),
                event(.released, at: 10, by: ann, generation: 1),
            ]
        )
        #expect(
            told == [
                "ingested", "queued", "claimed ann", "released ann", "claimed ben", "superseded", "ingested 2",
                "queued 2",
            ]
        )
    }

    @Test func `a round comes behind the one before, its claims behind its beginning`() {
        let told = history(
            [
                event(.ingested, at: 10_000), event(.queued, at: 10_000), event(.ingested, at: 10_290, round: 2),
                event(.queued, at: 10_290, round: 2),
            ],
            [decision(.approved, at: 10_300, by: ben)],
            claims: [
                event(.claimed, at: 15_100, by: ben, generation: 1),
                event(.claimed, at: 10_299, by: ann, round: 2, generation: 2),
            ]
        )
        #expect(
            told == ["ingested", "queued", "claimed ben", "approved ben", "ingested 2", "queued 2", "claimed ann 2"]
        )
    }

    @Test(arguments: [-5_000, 5_000] as [Int64])
    func `two stores whose clocks differ do not turn cause and effect round`(skew: Int64) {
        let told = history(
            [event(.ingested, at: 10_000), event(.queued, at: 10_000)],
            [decision(.approved, at: 10_300, by: ben)],
            claims: [
                event(.claimed, at: 10_100 + skew, by: ann, generation: 1),
                event(.released, at: 10_150 + skew, by: ann, generation: 1),
                event(.claimed, at: 10_200 + skew, by: ben, generation: 2),
            ]
        )
        #expect(told == ["ingested", "queued", "claimed ann", "released ann", "claimed ben", "approved ben"])
    }

    @Test func `a decision says why, and by whom`() {
        let told = ItemEvent(decision(.rejected, at: 7, by: ben).decision)
        #expect(told.kind == .rejected && told.moderator == ben && told.reason == "spam")
        #expect(told.at == Timestamp(milliseconds: 7))
    }
}
