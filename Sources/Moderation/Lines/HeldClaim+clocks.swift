extension HeldClaim {
    /// Clocks that differ by less hardly differ: a claim keeps its end, as its holder knows it, if that is not too early so.
    package static let imprecision: Duration = .seconds(1)
    /// Readings of two clocks differ by that much where answers were slow.
    package static let slowness: Duration = .milliseconds(250)

    /// The same claim by another clock, which is ahead by `ahead`: what is left of it is carried over, and not the instant.
    package func shifted(by ahead: Duration) -> HeldClaim {
        guard ahead >= Self.slowness || ahead <= .zero - Self.imprecision else { return self }
        return held(from: claim.claimedAt.moved(by: ahead), until: claim.expiresAt.moved(by: ahead))
    }

    /// The same, ending at `latest` at the latest.
    func ending(by latest: Timestamp) -> HeldClaim {
        guard claim.expiresAt > latest else { return self }
        return held(from: min(claim.claimedAt, latest), until: latest)
    }

    private func held(from claimedAt: Timestamp, until expiresAt: Timestamp) -> HeldClaim {
        HeldClaim(
            post: post,
            round: round,
            queue: queue,
            claim: Claim(
                generation: claim.generation,
                moderator: claim.moderator,
                claimedAt: claimedAt,
                expiresAt: expiresAt
            ),
            carried: carried
        )
    }
}
