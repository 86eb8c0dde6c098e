extension HeldClaim {
    /// The claim that stands on an item after these events of it, oldest first; nil where none does at `now`.
    package init?(after events: [ItemEvent], at now: Timestamp) {
        guard let last = events.last(where: { $0.kind == .claimed }), let generation = last.generation,
            let moderator = last.moderator
        else { return nil }
        let ofClaim = events.filter { $0.generation == generation }
        let isOver = ofClaim.contains { $0.kind == .released || $0.kind == .expired || $0.kind == .escalated }
        guard !isOver, let until = ofClaim.compactMap(\.until).max(), until > now else { return nil }
        self.init(
            post: last.post,
            round: last.round,
            claim: Claim(generation: generation, moderator: moderator, claimedAt: last.at, expiresAt: until)
        )
    }
}
