import Moderation

extension MemoryItem {
    /// As `ClientDump` writes it.
    func text(numbers: ModelNumbers, now: Timestamp) -> String {
        func times(_ claim: Claim) -> String {
            "\(ModelTime.steps(claim.claimedAt, from: now))..\(ModelTime.steps(claim.expiresAt, from: now))"
        }
        var text =
            "\(item.post)/\(item.round) \(queue) \(item.priority.rawValue) x\(story.deliveries) e\(story.expiries)"
        if let claim, let deadline {
            text += " by \(claim.moderator) \(numbers.text(claim.generation)) \(times(claim))"
            if let token { text += " token \(numbers.text(token))" }
            if settleAt != nil { text += " deciding" }
            if showings != .one { text += " shown \(showings.count)" }
            text += " until \(ModelTime.steps(deadline, from: now))"
        }
        for former in story.past {
            text += " past \(former.claim.moderator) \(numbers.text(former.claim.generation)) \(times(former.claim))"
            text += " \(former.end.rawValue)"
        }
        for moderator in story.released { text += " released \(moderator)" }
        for former in story.replaced {
            text += " replaced \(former.claim.moderator) \(numbers.text(former.claim.generation))"
        }
        return text
    }
}
