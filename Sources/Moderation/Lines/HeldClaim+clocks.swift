extension HeldClaim {
    /// Readings of two clocks differ by less than this only because answers were slow, or the clocks hardly do.
    package static let imprecision: Duration = .seconds(1)

    /// The same claim by another clock, which is ahead by `ahead`: what is left of it is carried over, and not the instant.
    package func shifted(by ahead: Duration) -> HeldClaim {
        guard ahead >= Self.imprecision || ahead <= .zero - Self.imprecision else { return self }
        return HeldClaim(
            post: post,
            round: round,
            queue: queue,
            claim: Claim(
                generation: claim.generation,
                moderator: claim.moderator,
                claimedAt: claim.claimedAt.moved(by: ahead),
                expiresAt: claim.expiresAt.moved(by: ahead)
            ),
            carried: carried
        )
    }

    /// The same, ending at `latest` at the latest.
    func ending(by latest: Timestamp) -> HeldClaim {
        guard claim.expiresAt > latest else { return self }
        return HeldClaim(
            post: post,
            round: round,
            queue: queue,
            claim: Claim(
                generation: claim.generation,
                moderator: claim.moderator,
                claimedAt: min(claim.claimedAt, latest),
                expiresAt: latest
            ),
            carried: carried
        )
    }
}
