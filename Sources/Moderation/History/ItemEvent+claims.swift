extension ItemEvent {
    package init(claimed: ClaimedItem) {
        self.init(
            post: claimed.item.post,
            kind: .claimed,
            at: claimed.claim.claimedAt,
            moderator: claimed.claim.moderator,
            round: claimed.item.round,
            generation: claimed.claim.generation,
            until: claimed.claim.expiresAt
        )
    }

    /// What became of a claim that expired.
    package static func of(_ ended: EndedClaim) -> [ItemEvent] {
        let expired = ItemEvent(expired: ended)
        guard ended.isEscalated else { return [expired] }
        return [
            expired,
            ItemEvent(
                post: ended.post,
                kind: .escalated,
                at: ended.expiredAt,
                round: ended.round,
                reason: "its claims expired as often as they may",
                generation: ended.generation
            ),
        ]
    }

    package init(expired ended: EndedClaim) {
        self.init(
            post: ended.post,
            kind: .expired,
            at: ended.expiredAt,
            moderator: ended.moderator,
            round: ended.round,
            generation: ended.generation
        )
    }

    package init(_ decision: Decision) {
        self.init(
            post: decision.post,
            kind: decision.outcome == .approved ? .approved : .rejected,
            at: decision.decidedAt,
            moderator: decision.moderator,
            round: decision.round,
            reason: decision.details.reason
        )
    }
}

extension WorkingSet {
    /// What the call that gave it tells of claims: those that it found expired, and those that it shows. Older ones are among
    /// them: the server that made one may have died before it wrote that down.
    package var events: [ItemEvent] {
        ended.map { ItemEvent(expired: $0) } + items.map { ItemEvent(claimed: $0) }
    }
}
