extension MemoryQueue {
    mutating func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        now: Timestamp
    ) -> DecisionStart {
        guard let index = index(of: post) else { return .absent }
        let known = items[index]
        guard let claim = usableClaim(on: known, by: moderator, naming: named, now: now) else {
            return refusal(of: known, to: moderator, now: now)
        }
        items[index].claim = claim
        items[index].settleAt = known.settleAt ?? now + Self.settleAfter
        return .deciding(round: known.item.round, generation: claim.generation, epoch: epoch)
    }

    /// The caller's claim, or the caller's expired one where nobody claimed the item since.
    private func usableClaim(
        on known: MemoryItem,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        now: Timestamp
    ) -> Claim? {
        if let claim = known.claim {
            return claim.moderator == moderator && named.allows(claim.generation) ? claim : nil
        }
        guard let last = known.past.last, last.moderator == moderator, last.expired, named.allows(last.generation)
        else { return nil }
        return Claim(generation: last.generation, moderator: moderator, claimedAt: now, expiresAt: now)
    }

    private func refusal(of known: MemoryItem, to moderator: ModeratorName, now: Timestamp) -> DecisionStart {
        let holder = known.liveClaim(at: now).map { claim in
            Claim(
                generation: Generation(0),
                moderator: claim.moderator,
                claimedAt: claim.claimedAt,
                expiresAt: claim.expiresAt
            )
        }
        let heldIt =
            known.claim?.moderator == moderator || known.past.contains { $0.moderator == moderator }
        return heldIt ? .claimLost(holder: holder) : .notClaimed(holder: holder)
    }

    mutating func reopen(_ post: PostID, generation: Generation) {
        guard let index = index(of: post), items[index].settleAt != nil,
            items[index].claim?.generation == generation
        else { return }
        items[index].giveBack(expired: false)
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
