import Moderation
import Testing

/// Claims whose line begins in a store that has another clock.
@Suite struct ClockTests {
    private let client = Client(id: ClientID(stored: "c"))

    private func held(_ generation: Int64, expiresAt: Int64) -> HeldClaim {
        HeldClaim(
            post: PostID(stored: "p-\(generation)"),
            round: 1,
            claim: Claim(
                generation: Generation(generation),
                moderator: ModeratorName(stored: "ann"),
                claimedAt: Timestamp(milliseconds: expiresAt - 60_000),
                expiresAt: Timestamp(milliseconds: expiresAt)
            )
        )
    }

    @Test(arguments: [-600_000, 600_000, 3_600_000] as [Int64])
    func `what is left of a claim is carried over, and not the instant`(ahead: Int64) {
        let claim = held(1, expiresAt: 1_060_000).shifted(by: .milliseconds(ahead)).claim
        #expect(claim.expiresAt.milliseconds == 1_060_000 + ahead)
        #expect(claim.claimedAt.milliseconds == 1_000_000 + ahead)
    }

    @Test func `clocks that hardly differ leave a claim as its holder knows it, unless it would end early so`() {
        let claim = held(1, expiresAt: 1_060_000)
        for ahead in [-900, -1, 0, 200] { #expect(claim.shifted(by: .milliseconds(ahead)) == claim) }
        #expect(claim.shifted(by: .milliseconds(300)).claim.expiresAt.milliseconds == 1_060_300)
    }

    /// Whenever between question and answer either clock was read.
    @Test func `a claim that is carried over ends no earlier, however long the answers took`() {
        let start = ContinuousClock.now
        for (left, begun) in [(0, 0), (40, 0), (0, 40), (40, 40)] {
            let one = ClockReading(
                Timestamp(milliseconds: 1_000_000 + Int64(left)),
                askedAt: start,
                readAt: start + .milliseconds(40)
            )
            let other = ClockReading(
                Timestamp(milliseconds: 1_600_100 + Int64(begun)),
                askedAt: start + .milliseconds(100),
                readAt: start + .milliseconds(140)
            )
            let ahead = other.ahead(of: one)
            #expect(ahead >= .seconds(600) && ahead <= .milliseconds(600_082))
            #expect(one.ahead(of: other) >= .seconds(-600))
        }
    }

    @Test func `no instant is beyond all times`() {
        let last = Timestamp(milliseconds: .max)
        #expect(last.moved(by: .seconds(1)) == last)
        #expect(last.since(Timestamp(milliseconds: .min)) > .seconds(1))
        #expect(Timestamp(milliseconds: .min).moved(by: .seconds(-1)) == Timestamp(milliseconds: .min))
    }

    /// The store is another process, whose clock is an hour behind: what it has ends an hour too late.
    @Test func `of a store that may have another clock the journal's end counts, and none is longer than a lease`() {
        let now: Int64 = 1_000_000
        let limit = Timestamp(milliseconds: now + 300_000)
        let known = [held(1, expiresAt: now + 3_660_000), held(2, expiresAt: now + 3_660_000)]
        let united = known.united(with: [held(1, expiresAt: now + 60_000)], by: limit)
        #expect(united.map(\.claim.expiresAt.milliseconds) == [now + 60_000, now + 300_000])
        // Its own later end counts where it can be one: an extension that is not written down yet.
        let extended = [held(1, expiresAt: now + 200_000)].united(with: [held(1, expiresAt: now + 60_000)], by: limit)
        #expect(extended.map(\.claim.expiresAt.milliseconds) == [now + 200_000])
    }
}
