extension MemoryQueue {
    /// The item, the claim under which the caller acts on it and whether that claim was found expired before; or why the
    /// caller may not.
    enum Holding {
        case held(at: Int, Claim, isReturned: Bool)
        case refused(ClaimAnswer)
    }

    func holding(
        of post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        now: Timestamp
    ) -> Holding {
        guard let index = index(of: post) else { return .refused(.absent) }
        let known = items[index]
        if let claim = known.claim {
            if claim.moderator == moderator, named.allows(claim.generation) {
                return .held(at: index, claim, isReturned: false)
            }
        } else if let last = known.story.past.last, last.claim.moderator == moderator, last.end == .expired,
            named.allows(last.claim.generation)
        {
            return .held(at: index, last.claim, isReturned: true)
        }
        return .refused(refusal(of: known, to: moderator, naming: named, now: now))
    }

    private func refusal(
        of known: MemoryItem,
        to moderator: ModeratorName,
        naming named: NamedClaim,
        now: Timestamp
    ) -> ClaimAnswer {
        let holder = known.liveClaim(at: now).map { claim in
            Claim(
                generation: Generation(0),
                moderator: claim.moderator,
                claimedAt: claim.claimedAt,
                expiresAt: claim.expiresAt
            )
        }
        let heldIt =
            known.claim?.moderator == moderator || known.story.past.contains { $0.claim.moderator == moderator }
        if heldIt { return .claimLost(holder: holder) }
        let heldBefore = known.story.replaced.contains {
            $0.claim.moderator == moderator && named.allows($0.claim.generation)
        }
        return heldBefore ? .superseded(round: known.item.round, at: known.item.queuedAt) : .notClaimed(holder: holder)
    }

    mutating func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        settings: ClientSettings,
        now: Timestamp
    ) -> ClaimAnswer {
        switch holding(of: post, by: moderator, naming: named, now: now) {
        case .refused(let answer): return answer
        case .held(let index, let claim, let isReturned):
            guard items[index].settleAt == nil else { return .deciding(round: items[index].item.round) }
            let last = claim.claimedAt + settings.maxHold
            guard last > now, last > claim.expiresAt else {
                return .maxHoldReached(held(index, claim, now))
            }
            let extended = Claim(
                generation: claim.generation,
                moderator: moderator,
                claimedAt: claim.claimedAt,
                expiresAt: max(claim.expiresAt, min(now + settings.lease, last))
            )
            if isReturned { regain(extended, at: index) } else { items[index].claim = extended }
            items[index].showings = .forGood
            return .done(held(index, extended, now))
        }
    }

    mutating func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        anyones: Bool,
        settings: ClientSettings,
        now: Timestamp
    ) -> ClaimAnswer {
        let holding = holding(of: post, by: moderator, naming: named, now: now)
        if case .refused = holding, anyones, let index = index(of: post),
            let claim = items[index].liveClaim(at: now), named.allows(claim.generation)
        {
            return handBack(.held(at: index, claim, isReturned: false), .taken, settings, now)
        }
        return handBack(holding, .released, settings, now)
    }

    mutating func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        settings: ClientSettings,
        now: Timestamp
    ) -> ClaimAnswer {
        let isThere = index(of: post).map { items[$0].queue == .escalated } ?? false
        let holding = holding(of: post, by: moderator, naming: named, now: now)
        return handBack(holding, isThere ? .released : .escalated, settings, now)
    }

    private mutating func handBack(
        _ holding: Holding,
        _ end: MemoryItem.End,
        _ settings: ClientSettings,
        _ now: Timestamp
    ) -> ClaimAnswer {
        guard case .held(let index, let claim, let isReturned) = holding else {
            guard case .refused(let answer) = holding else { return .absent }
            return answer
        }
        guard items[index].settleAt == nil else { return .deciding(round: items[index].item.round) }
        if isReturned {
            items[index].story.past[items[index].story.past.count - 1].end = end
        } else {
            items[index].giveBack(end)
        }
        if end == .released, !items[index].story.released.contains(claim.moderator) {
            items[index].story.released.append(claim.moderator)
        }
        let before = items[index].queue
        let isTooOften = items[index].story.released.count >= settings.maxReleases
        if end == .escalated || isTooOften, items[index].queue != .escalated { items[index].escalate(at: now) }
        return .done(held(index, claim, now, isEscalated: items[index].queue != before))
    }

    private func held(
        _ index: Int,
        _ claim: Claim,
        _ now: Timestamp,
        isEscalated: Bool = false
    ) -> HeldItem {
        let known = items[index]
        return HeldItem(
            post: known.item.post,
            round: known.item.round,
            queue: known.queue,
            isEscalated: isEscalated,
            claim: claim,
            now: now
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
