extension ItemEvent {
    /// The expiries that these claims of one post leave out: one that nobody told the end of has expired, if the next one of its
    /// round was made behind its time. The server that found it so is a moment behind with its history, or died with it.
    static func untoldExpiries(in claims: [ItemEvent]) -> [ItemEvent] {
        // At no time at all: what is told, and not what the clock says besides.
        let told = ToldClaim.all(in: claims, at: Timestamp(milliseconds: 0))
        return zip(told, told.dropFirst()).compactMap { one, next in
            let claim = one.claim
            guard one.end == nil, one.round == next.round, claim.claimedAt < claim.expiresAt,
                claim.expiresAt <= next.claim.claimedAt
            else { return nil }
            return ItemEvent(
                post: one.post,
                kind: .expired,
                at: claim.expiresAt,
                moderator: claim.moderator,
                round: one.round,
                generation: claim.generation
            )
        }
    }
}
