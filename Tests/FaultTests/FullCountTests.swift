import Testing

/// The count itself: made-up evidence in which one promise is broken is told as that, and sound evidence as sound.
struct FullCountTests {
    private static let epoch: Int64 = 7 << 32

    private static func moment(_ milliseconds: Int64) -> Moment {
        Moment(ticks: UInt64(milliseconds) * 1_000_000, wall: milliseconds)
    }

    private static func claim(
        _ generation: Int64,
        on post: String = "p-1",
        by moderator: String = "ann",
        at claimedAt: Int64,
        until expiresAt: Int64,
        asked: Int64? = nil
    ) -> SeenClaim {
        SeenClaim(
            id: "c\(String(epoch + generation, radix: 16))-seal",
            round: RoundID(post: post, round: 1),
            moderator: moderator,
            claimedAt: claimedAt,
            expiresAt: expiresAt,
            askedAt: moment(asked ?? claimedAt)
        )
    }

    private static func decision(
        _ post: String = "p-1",
        _ outcome: String = "approved",
        by moderator: String = "ann",
        at time: Int64 = 1_500
    ) -> SeenDecision {
        SeenDecision(
            id: "d-\(post)",
            round: RoundID(post: post, round: 1),
            outcome: outcome,
            moderator: moderator,
            claim: "c\(String(epoch + 1, radix: 16))-seal",
            decidedAt: time
        )
    }

    private static func item(_ status: String, _ decisions: [SeenDecision], post: String = "p-1") -> StoredItem {
        StoredItem(post: post, status: status, round: 1, decisions: decisions)
    }

    /// One item, ingested, claimed, decided, published and read.
    private static func sound() -> Evidence {
        var evidence = Evidence()
        evidence.observations.ingested("p-1", round: 1)
        let claim = claim(1, at: 1_000, until: 5_000)
        evidence.observations.handedOut(claim, sent: claim.askedAt)
        evidence.observations.decided(decision(), received: moment(1_510))
        evidence.observations.followed([decision()])
        evidence.items = [item("approved", [decision()])]
        evidence.results = [decision()]
        return evidence
    }

    private static func kinds(_ change: (inout Evidence) -> Void) -> [Violation.Kind] {
        var evidence = sound()
        change(&evidence)
        return FullCount(evidence).violations.map(\.kind)
    }

    @Test func `Sound evidence has no violation`() {
        #expect(Self.kinds { _ in } == [])
        let count = FullCount(Self.sound())
        #expect(count.ingested == 1 && count.decided == 1)
    }

    @Test func `What is not there or not decided in the end is lost`() {
        #expect(Self.kinds { $0.observations.ingested("p-2", round: 1) } == [.lost])
        #expect(Self.kinds { $0.observations.ingested("p-1", round: 2) } == [.lost])
        #expect(Self.kinds { $0.items.append(Self.item("pending", [], post: "p-2")) } == [.lost])
        #expect(Self.kinds { $0.items.append(Self.item("rejected", [], post: "p-2")) } == [.lost])
        #expect(Self.kinds { $0.items.append(Self.item("withdrawn", [], post: "p-2")) } == [.lost])
    }

    @Test func `A withdrawal that was asked for is no loss`() {
        let kinds = Self.kinds { evidence in
            evidence.observations.ingested("p-2", round: 1)
            evidence.observations.willWithdraw("p-2")
            evidence.items.append(Self.item("withdrawn", [], post: "p-2"))
        }
        #expect(kinds == [])
    }

    @Test func `Two decisions of a round are told, in MongoDB and in answers`() {
        let other = Self.decision("p-1", "rejected", by: "bob")
        #expect(
            Self.kinds { evidence in
                evidence.items = [Self.item("approved", [Self.decision(), other])]
                evidence.results.append(other)
            } == [.doubleDecision]
        )
        #expect(
            Self.kinds { $0.observations.decided(other, received: Self.moment(1_600)) }
                == [.doubleDecision, .forgottenDecision]
        )
    }

    @Test func `A decision that was answered and is not stored is told`() {
        let kinds = Self.kinds { evidence in
            evidence.items = [Self.item("withdrawn", [])]
            evidence.observations.willWithdraw("p-1")
        }
        #expect(kinds.contains(.forgottenDecision) && kinds.contains(.resultDiffers))
    }

    @Test func `A claim asked for after the decision's answer is told, one asked for before is not`() {
        func kinds(asked: Int64) -> [Violation.Kind] {
            Self.kinds { evidence in
                // The same claim again, as a working set shows it.
                let again = Self.claim(1, at: 1_000, until: 5_000, asked: asked)
                evidence.observations.handedOut(again, sent: again.askedAt)
            }
        }
        #expect(kinds(asked: 1_509) == [])
        #expect(kinds(asked: 1_511) == [.decidedHandedOut])
    }

    @Test func `Claims that were live at one instant are told`() {
        func kinds(_ second: SeenClaim, change: (inout Evidence) -> Void = { _ in }) -> [Violation.Kind] {
            Self.kinds { evidence in
                evidence.observations.handedOut(second, sent: second.askedAt)
                change(&evidence)
            }
        }
        // The first ends with its decision at 1,500 at the latest.
        #expect(kinds(Self.claim(2, by: "bob", at: 1_400, until: 5_400)) == [.overlap])
        #expect(kinds(Self.claim(2, by: "bob", at: 1_000, until: 5_000)) == [.overlap])
        #expect(kinds(Self.claim(2, by: "bob", at: 1_500, until: 5_500, asked: 1_490)) == [])
        // Released, or asked to be: no longer live beyond doubt.
        let first = Self.claim(1, at: 1_000, until: 5_000)
        #expect(
            kinds(Self.claim(2, by: "bob", at: 1_400, until: 5_400)) {
                $0.observations.willEnd(first.id, at: Self.moment(1_300))
            } == []
        )
        let released = StoredEvent(
            round: first.round,
            event: "released",
            at: 1_350,
            moderator: "ann",
            generation: first.generation
        )
        #expect(kinds(Self.claim(2, by: "bob", at: 1_400, until: 5_400)) { $0.events = [released] } == [])
        #expect(kinds(Self.claim(2, by: "bob", at: 1_340, until: 5_340)) { $0.events = [released] } == [.overlap])
    }

    @Test func `A claim stands in the next epoch, but for one of the last moment before`() {
        func kinds(_ secondAt: Int64, change: (inout Evidence) -> Void = { _ in }) -> [Violation.Kind] {
            Self.kinds { evidence in
                evidence.items = [Self.item("approved", [Self.decision(at: 9_500)])]
                evidence.results = evidence.items[0].decisions
                evidence.observations = Observations()
                for claim in [
                    Self.claim(1, at: 1_000, until: 5_000),
                    Self.claim(1 << 32, by: "bob", at: secondAt, until: secondAt + 4_000),
                ] { evidence.observations.handedOut(claim, sent: claim.askedAt) }
                change(&evidence)
            }
        }
        #expect(kinds(1_400) == [])
        #expect(kinds(3_100) == [.overlap])
        #expect(kinds(5_000) == [])
        // Its server died before it had written it down.
        #expect(kinds(3_100) { $0.observations.lostHistory(2_000...2_500) } == [])
        // The claim's extension was forgotten.
        let first = Self.claim(1, at: 1_000, until: 5_000)
        #expect(kinds(6_000) { $0.observations.extended(first.id, to: 9_000) } == [])
        // The store of the earlier epoch still hands out.
        #expect(kinds(900) == [.overlap])
    }

    @Test func `Claims are compared by one clock, whatever the store's clock said`() throws {
        let now = Self.moment(1_800_000_000_000)
        #expect(try StoreClock.milliseconds("2027-01-15T08:00:03.000Z", near: now) == now.wall + 3_000)
        #expect(try StoreClock.milliseconds("2027-01-15T08:10:03.000Z", near: now) == now.wall + 3_000)
        #expect(try StoreClock.milliseconds("2027-01-15T07:49:59.000Z", near: now) == now.wall - 1_000)
        func kinds(claimed: Int64) -> [Violation.Kind] {
            Self.kinds { evidence in
                let now = Self.moment(1_100)
                evidence.observations.clockChanged(to: ClockShift(since: 900, ahead: 600_000), at: now)
                evidence.events = [
                    StoredEvent(
                        round: RoundID(post: "p-1", round: 1),
                        event: "claimed",
                        at: claimed,
                        moderator: "bob",
                        generation: Self.epoch + 2
                    )
                ]
            }
        }
        #expect(kinds(claimed: 601_200) == [.overlap])
        #expect(kinds(claimed: 601_600) == [])
        #expect(kinds(claimed: 1_200) == [.overlap])
    }

    @Test func `A claim that was extended is live until its new end`() {
        func kinds(extended: Bool) -> [Violation.Kind] {
            Self.kinds { evidence in
                evidence.observations = Observations()
                let first = Self.claim(1, at: 1_000, until: 5_000)
                evidence.observations.handedOut(first, sent: first.askedAt)
                if extended { evidence.observations.extended(first.id, to: 9_000) }
                let second = Self.claim(2, by: "bob", at: 6_000, until: 10_000)
                evidence.observations.handedOut(second, sent: second.askedAt)
                evidence.items = [Self.item("approved", [Self.decision(at: 9_500)])]
                evidence.results = evidence.items[0].decisions
            }
        }
        #expect(kinds(extended: true) == [.overlap])
        #expect(kinds(extended: false) == [])
    }

    @Test func `A claim that only the journal knows overlaps as well`() {
        let kinds = Self.kinds { evidence in
            evidence.events = [
                StoredEvent(
                    round: RoundID(post: "p-1", round: 1),
                    event: "claimed",
                    at: 1_200,
                    moderator: "bob",
                    generation: Self.epoch + 2
                )
            ]
        }
        #expect(kinds == [.overlap])
    }

    @Test func `A generation that was given out twice is told`() {
        let kinds = Self.kinds { evidence in
            evidence.events = [
                StoredEvent(
                    round: RoundID(post: "p-9", round: 1),
                    event: "claimed",
                    at: 9_000,
                    moderator: "bob",
                    generation: Self.epoch + 1
                )
            ]
        }
        #expect(kinds == [.generationTwice])
    }

    @Test func `Results that are missing, double or different are told`() {
        #expect(Self.kinds { $0.results = [] } == [.resultMissing])
        #expect(Self.kinds { $0.results += $0.results } == [.resultTwice])
        #expect(Self.kinds { $0.observations.followed([Self.decision()]) } == [.resultTwice])
        #expect(Self.kinds { $0.results.append(Self.decision("p-1", "rejected")) } == [.resultDiffers])
    }

    @Test func `Where there is a stream, each result stands in it once, however often readers get it`() {
        #expect(Self.kinds { $0.published = $0.results } == [])
        #expect(Self.kinds { $0.published = [] } == [.resultMissing])
        #expect(Self.kinds { $0.published = $0.results + $0.results } == [.resultTwice])
        let kinds = Self.kinds { evidence in
            evidence.published = evidence.results
            evidence.results += evidence.results
            evidence.observations.followed([Self.decision()])
        }
        #expect(kinds == [])
    }

    @Test func `Where the store lost data a result is there once at least, except shortly before the loss`() {
        func count(lossAt time: Int64, _ change: (inout Evidence) -> Void) -> FullCount {
            var evidence = Self.sound()
            evidence.observations.lostData(time...time + 100)
            change(&evidence)
            return FullCount(evidence)
        }
        // Read before it was lost, or published again.
        #expect(count(lossAt: 1_600) { $0.results = [] }.violations == [])
        #expect(count(lossAt: 1_600) { $0.results += $0.results }.violations == [])
        func unread(_ evidence: inout Evidence) {
            var observations = Observations()
            observations.ingested("p-1", round: 1)
            observations.lostData(evidence.observations.losses[0])
            evidence.observations = observations
            evidence.results = []
        }
        let unreadBefore = count(lossAt: 1_600, unread)
        #expect(unreadBefore.violations == [] && unreadBefore.resultsLostWithStore == 1)
        #expect(count(lossAt: 1_300, unread).violations.map(\.kind) == [.resultMissing])
        #expect(count(lossAt: 20_000, unread).violations.map(\.kind) == [.resultMissing])
    }

    @Test func `What is left, and what nobody should be told, is told`() {
        #expect(Self.kinds { $0.leftovers = ["moderation-items-{c}"] } == [.leftover])
        #expect(Self.kinds { $0.observations.unexpected("500") } == [.unexpectedAnswer])
    }
}
