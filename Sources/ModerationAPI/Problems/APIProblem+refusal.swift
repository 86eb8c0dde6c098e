import Moderation

extension APIProblem {
    init(_ error: DecisionError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .unavailable(let failure): self.init(failure)
        }
    }

    init(_ refusal: Refusal) {
        switch refusal {
        case .notFound:
            self = .noSuchItem
        case .notClaimed(let holder):
            self.init(.notClaimed, "you have not claimed this item in this round; \(Self.outlook(holder))", holder)
        case .claimLost(let holder):
            self.init(.claimLost, "your claim on this item is over; \(Self.outlook(holder))", holder)
        case .alreadyDecided(let decision):
            self.init(
                .alreadyDecided,
                "\(decision.moderator) \(decision.outcome.rawValue) this round at \(decision.decidedAt); "
                    + "that decision stands, go on with the next item",
                .decision(decision)
            )
        case .superseded(let round, let at):
            self.init(
                .superseded,
                "a newer version of the post has opened round \(round) at \(at); ask for pending items to get "
                    + "what is to be reviewed now",
                .round(round, openedAt: at)
            )
        case .maxHoldReached(let claim):
            self.init(
                .maxHoldReached,
                "you hold this item since \(claim.claimedAt), which is as long as one claim may last, until "
                    + "\(claim.expiresAt): decide it or release it",
                claim
            )
        case .decisionUnderWay:
            self.init(
                .unavailable,
                "a decision of yours on this item is under way; repeat the call in a second to learn how it ended"
            )
        case .withdrawn(let at):
            self.init(
                .withdrawn,
                "the post was withdrawn at \(at) and needs no review; go on with the next item",
                .withdrawn(at: at)
            )
        }
    }

    static let noSuchItem = APIProblem(
        .notFound,
        "there is no item with this post_id; check its spelling and percent-encoding"
    )

    private init(_ code: ProblemCode, _ detail: String, _ holder: Claim?) {
        self.init(code, detail, holder.map(Member.holder) ?? .none)
    }

    /// Who has the item, since when and until when, and what to do.
    private static func outlook(_ holder: Claim?) -> String {
        guard let holder else { return "nobody holds it now: ask for pending items to claim it" }
        return "\(holder.moderator) holds it since \(holder.claimedAt) until \(holder.expiresAt): "
            + "ask for pending items to get another"
    }
}
