import Moderation

extension Line {
    mutating func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming named: NamedClaim,
        keepsExpiry: Bool
    ) -> DecisionStart {
        switch holding(of: post, by: moderator, naming: named) {
        case .refused(.claimLost(let holder)): return .claimLost(holder: holder)
        case .refused(.notClaimed(let holder)): return .notClaimed(holder: holder)
        case .refused(.superseded(let round, let at)): return .superseded(round: round, at: at)
        case .refused: return .absent
        case .held(let slot, let claim, let isReturned):
            if isReturned { regain(claim, at: slot, keepsExpiry: keepsExpiry) }
            if items[slot]?.hold?.settleAt == nil {
                let settleAt = time + Self.settleAfter
                change(slot) { $0.hold?.settleAt = settleAt }
            }
            guard let item = items[slot], let hold = item.hold else { return .absent }
            return .deciding(
                round: item.round,
                generation: claim.generation,
                token: hold.storedUnder,
                epoch: epoch
            )
        }
    }

    mutating func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        keepsExpiry: Bool
    ) -> DecisionStart {
        let named = NamedClaim.generation(lost.generation)
        if case .refused = holding(of: post, by: moderator, naming: named), let slot = items.slot(of: post),
            let item = items[slot], item.round == lost.round, isUntouched(item)
        {
            let claim = Claim(
                generation: lost.generation,
                moderator: moderator,
                claimedAt: time,
                expiresAt: time + Self.settleAfter
            )
            regain(claim, at: slot, keepsExpiry: keepsExpiry)
            // Before the loss.
            change(slot) { $0.story.deliveries += 1 }
        }
        return beginDecision(on: post, by: moderator, naming: named, keepsExpiry: keepsExpiry)
    }

    /// Whether nobody has claimed it in this epoch.
    private func isUntouched(_ item: StandingItem) -> Bool {
        item.hold == nil && item.story.past.allSatisfy { $0.claim.generation < .floor(ofEpoch: epoch) }
    }

    mutating func reopen(_ post: PostID, token: Generation) {
        guard let slot = items.slot(of: post), let hold = items[slot]?.hold, hold.settleAt != nil,
            hold.storedUnder == token
        else { return }
        let next = nextGeneration()
        change(slot) { item in
            item.hold?.settleAt = nil
            item.hold?.token = next
        }
    }

    /// Takes an item out of line again for a claim that was found expired, under a new token. It goes on as if it had not
    /// expired.
    mutating func regain(_ claim: Claim, at slot: Int, keepsExpiry: Bool = false) {
        let token = nextGeneration()
        change(slot) { item in
            if !keepsExpiry { item.story.takeBackExpiry(of: claim.generation) }
            item.hold = StandingItem.Hold(claim: claim, token: token, showings: .forGood)
        }
    }
}
