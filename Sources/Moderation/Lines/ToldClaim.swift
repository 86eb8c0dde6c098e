/// A claim as its events tell it, in whatever order they come: they are from servers and stores with a clock each.
struct ToldClaim {
    let post: PostID
    let round: Int
    /// With the end that it came to, or else the latest that it was given.
    let claim: Claim
    /// Nil while it holds. Where nobody told how it ended, and its time is over, it has expired: its line was lost, or had gone,
    /// before that was found.
    let end: Story.End?
    /// Whether it counts among the expiries. Behind that it can still be released or escalated; who extends it undoes it.
    let hasExpired: Bool

    /// The claims that these events of one item are about, oldest first, as they are at `now`.
    static func all(in events: [ItemEvent], at now: Timestamp) -> [ToldClaim] {
        var ofClaims: [Generation: [ItemEvent]] = [:]
        for event in events {
            if let generation = event.generation { ofClaims[generation, default: []].append(event) }
        }
        return ofClaims.compactMap { ToldClaim($0, $1, at: now) }.sorted { $0.claim.generation < $1.claim.generation }
    }

    /// - Parameter events: all of this claim. A crash may have cost some of them, the first as well.
    private init?(_ generation: Generation, _ events: [ItemEvent], at now: Timestamp) {
        guard let first = events.min(by: { $0.at < $1.at }), let last = events.max(by: { $0.at < $1.at }),
            let moderator = events.lazy.compactMap(\.moderator).first
        else { return nil }
        let expiry = events.filter { $0.kind == .expired }.map(\.at).max()
        let isRegained = events.contains { event in
            guard event.kind == .extended, let expiry, let until = event.until else { return false }
            return event.at >= expiry && until > expiry
        }
        let ended = isRegained ? nil : expiry
        post = first.post
        round = first.round
        claim = Claim(
            generation: generation,
            moderator: moderator,
            claimedAt: events.first { $0.kind == .claimed }?.at ?? first.at,
            expiresAt: ended ?? events.compactMap(\.until).max() ?? last.at
        )
        // What was escalated because it expired was nobody's deed.
        let isGivenBack = events.contains { ($0.kind == .released || $0.kind == .escalated) && $0.moderator != nil }
        hasExpired = ended != nil || !isGivenBack && claim.expiresAt <= now
        if let release = events.first(where: { $0.kind == .released }) {
            end = release.by == nil ? .released : .taken
        } else if isGivenBack {
            end = .escalated
        } else {
            end = hasExpired ? .expired : nil
        }
    }
}
