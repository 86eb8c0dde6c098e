extension MemoryQueue {
    mutating func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        now: Timestamp
    ) -> DecisionStart {
        switch holding(of: post, by: moderator, naming: named, now: now) {
        case .refused(.claimLost(let holder)): return .claimLost(holder: holder)
        case .refused(.notClaimed(let holder)): return .notClaimed(holder: holder)
        case .refused(.superseded(let round, let at)): return .superseded(round: round, at: at)
        case .refused: return .absent
        case .held(let index, let claim, let isReturned):
            if isReturned { regain(claim, at: index) }
            items[index].settleAt = items[index].settleAt ?? now + Self.settleAfter
            return .deciding(
                round: items[index].item.round,
                generation: claim.generation,
                token: items[index].token ?? claim.generation,
                epoch: epoch
            )
        }
    }

    mutating func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        now: Timestamp
    ) -> DecisionStart {
        let named = NamedClaim.generation(lost.generation)
        if case .refused = holding(of: post, by: moderator, naming: named, now: now), let index = index(of: post),
            items[index].item.round == lost.round, isUntouched(items[index])
        {
            let claim = Claim(
                generation: lost.generation,
                moderator: moderator,
                claimedAt: now,
                expiresAt: now + Self.settleAfter
            )
            regain(claim, at: index)
            // Before the loss.
            items[index].story.deliveries += 1
        }
        return beginDecision(on: post, by: moderator, naming: named, now: now)
    }

    /// Whether nobody has claimed it in this epoch.
    private func isUntouched(_ known: MemoryItem) -> Bool {
        known.claim == nil && known.story.past.allSatisfy { $0.claim.generation < .floor(ofEpoch: epoch) }
    }

    mutating func reopen(_ post: PostID, token: Generation) {
        guard let index = index(of: post), items[index].settleAt != nil, let claim = items[index].claim,
            items[index].token ?? claim.generation == token
        else { return }
        items[index].settleAt = nil
        items[index].token = nextGeneration()
    }

    /// Takes an item out of line again for a claim that was found expired, under a new token.
    mutating func regain(_ claim: Claim, at index: Int) {
        if let last = items[index].story.past.last, last.end == .expired, last.claim.generation == claim.generation {
            items[index].story.past.removeLast()
            items[index].story.expiries -= 1
        }
        items[index].claim = claim
        items[index].showings = .forGood
        items[index].token = nextGeneration()
    }
}
