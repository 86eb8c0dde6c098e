import Lines
import Moderation

extension StandingItem {
    /// As `ClientDump` writes it.
    func text(numbers: ModelNumbers, now: Timestamp) -> String {
        func times(_ claim: Claim) -> String {
            "\(ModelTime.steps(claim.claimedAt, from: now))..\(ModelTime.steps(claim.expiresAt, from: now))"
        }
        var text = "\(post)/\(round) \(queue) \(priority.rawValue) x\(story.deliveries) e\(story.expiries)"
        if let hold {
            text += " by \(hold.claim.moderator) \(numbers.text(hold.claim.generation)) \(times(hold.claim))"
            if let token = hold.token { text += " token \(numbers.text(token))" }
            if hold.settleAt != nil { text += " deciding" }
            if hold.showings != .one { text += " shown \(hold.showings.count)" }
            text += " until \(ModelTime.steps(hold.deadline, from: now))"
        }
        for former in story.past {
            text += " past \(former.claim.moderator) \(numbers.text(former.claim.generation)) \(times(former.claim))"
            text += " \(former.end.rawValue)"
        }
        for moderator in story.released { text += " released \(moderator)" }
        for former in story.replaced { text += " replaced \(former.moderator) \(numbers.text(former.generation))" }
        return text
    }
}
