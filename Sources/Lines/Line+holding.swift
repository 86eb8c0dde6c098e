import Moderation

extension Line {
    /// The item, the claim under which the caller acts on it and whether that claim was found expired before; or why the
    /// caller may not.
    enum Standing {
        case held(at: Int, Claim, isReturned: Bool)
        case refused(ClaimAnswer)
    }

    func holding(of post: PostID, by moderator: ModeratorName, naming named: NamedClaim) -> Standing {
        guard let slot = items.slot(of: post), let item = items[slot] else { return .refused(.absent) }
        if let claim = item.hold?.claim {
            if claim.moderator == moderator, named.allows(claim.generation) {
                return .held(at: slot, claim, isReturned: false)
            }
        } else if let last = item.story.lastExpired, last.moderator == moderator, named.allows(last.generation) {
            return .held(at: slot, last, isReturned: true)
        }
        return .refused(refusal(of: item, to: moderator, naming: named))
    }

    private func refusal(
        of item: StandingItem,
        to moderator: ModeratorName,
        naming named: NamedClaim
    ) -> ClaimAnswer {
        let holder = item.liveClaim(at: time).map { claim in
            Claim(
                generation: Generation(0),
                moderator: claim.moderator,
                claimedAt: claim.claimedAt,
                expiresAt: claim.expiresAt
            )
        }
        let heldIt =
            item.hold?.claim.moderator == moderator || item.story.past.contains { $0.claim.moderator == moderator }
        if heldIt { return .claimLost(holder: holder) }
        let heldBefore = item.story.replaced.contains { $0.moderator == moderator && named.allows($0.generation) }
        return heldBefore ? .superseded(round: item.round, at: item.queuedAt) : .notClaimed(holder: holder)
    }

    mutating func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        lease: Duration,
        maxHold: Duration
    ) -> ClaimAnswer {
        switch holding(of: post, by: moderator, naming: named) {
        case .refused(let answer): return answer
        case .held(let slot, let claim, let isReturned):
            guard let item = items[slot] else { return .absent }
            guard item.hold?.settleAt == nil else { return .deciding(round: item.round) }
            let last = claim.claimedAt + maxHold
            guard last > time, last > claim.expiresAt else {
                return .maxHoldReached(held(item, claim))
            }
            let extended = Claim(
                generation: claim.generation,
                moderator: moderator,
                claimedAt: claim.claimedAt,
                expiresAt: max(claim.expiresAt, min(time + lease, last))
            )
            if isReturned {
                regain(extended, at: slot)
            } else {
                change(slot) { item in
                    item.hold?.claim = extended
                    item.hold?.showings = .forGood
                }
            }
            return .done(held(item, extended))
        }
    }

    mutating func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        anyones: Bool,
        maxReleases: Int
    ) -> ClaimAnswer {
        let standing = holding(of: post, by: moderator, naming: named)
        if case .refused = standing, anyones, let slot = items.slot(of: post),
            let claim = items[slot]?.liveClaim(at: time), named.allows(claim.generation)
        {
            return handBack(.held(at: slot, claim, isReturned: false), .taken, maxReleases: maxReleases)
        }
        return handBack(standing, .released, maxReleases: maxReleases)
    }

    mutating func escalate(_ post: PostID, by moderator: ModeratorName, naming named: NamedClaim) -> ClaimAnswer {
        let isThere = items.slot(of: post).map { items[$0]?.queue == .escalated } ?? false
        let standing = holding(of: post, by: moderator, naming: named)
        return handBack(standing, isThere ? .released : .escalated, maxReleases: .max)
    }

    private mutating func handBack(_ standing: Standing, _ end: Story.End, maxReleases: Int) -> ClaimAnswer {
        let slot: Int
        let claim: Claim
        let isReturned: Bool
        switch standing {
        case .refused(let answer): return answer
        case .held(let at, let held, let returned): (slot, claim, isReturned) = (at, held, returned)
        }
        guard let before = items[slot] else { return .absent }
        guard before.hold?.settleAt == nil else { return .deciding(round: before.round) }
        let now = time
        change(slot) { item in
            if isReturned {
                // In line again already, as expired.
                item.story.past[item.story.past.count - 1].end = end
            } else {
                item.end(end)
            }
            if end == .released { item.story.rememberRelease(by: claim.moderator) }
            let isTooOften = item.story.released.count >= maxReleases
            if item.queue != .escalated, end == .escalated || isTooOften { item.escalate(at: now) }
        }
        guard let after = items[slot] else { return .absent }
        announce(after.queue)
        return .done(held(after, claim, isEscalated: after.queue != before.queue))
    }

    private func held(_ item: StandingItem, _ claim: Claim, isEscalated: Bool = false) -> HeldItem {
        HeldItem(
            post: item.post,
            round: item.round,
            queue: item.queue,
            isEscalated: isEscalated,
            claim: claim,
            now: time
        )
    }
}

extension NamedClaim {
    fileprivate func allows(_ generation: Generation) -> Bool {
        switch self {
        case .any: true
        case .generation(let named): named == generation
        case .unknown: false
        }
    }
}
