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
            items[index].claim =
                isReturned
                ? Claim(generation: claim.generation, moderator: moderator, claimedAt: now, expiresAt: now) : claim
            items[index].settleAt = items[index].settleAt ?? now + Self.settleAfter
            return .deciding(round: items[index].item.round, generation: claim.generation, epoch: epoch)
        }
    }

    mutating func reopen(_ post: PostID, generation: Generation) {
        guard let index = index(of: post), items[index].settleAt != nil,
            items[index].claim?.generation == generation
        else { return }
        items[index].giveBack(.fenced)
    }
}
