/// An item of `MemoryQueue`, with everything that happened to it in this round.
struct MemoryItem {
    let item: QueuedItem
    var deliveries = 0
    /// The claim on it, live or not yet found expired; nil while it waits.
    var claim: Claim?
    /// When the decision that is under way is looked into by someone else; nil while nobody decides.
    var settleAt: Timestamp?
    /// Claims that ended without a decision, oldest first.
    var past: [Former] = []

    struct Former {
        let moderator: ModeratorName
        let generation: Generation
        /// Whether it expired, or its decision was given up behind a fence.
        let expired: Bool
    }

    init(_ item: QueuedItem) { self.item = item }

    var isWaiting: Bool { claim == nil }

    /// When something happens to it by itself.
    var deadline: Timestamp? { settleAt ?? claim?.expiresAt }

    /// The claim as anyone may see it: one that is over is none, unless its holder is deciding.
    func liveClaim(at now: Timestamp) -> Claim? {
        claim.flatMap { settleAt != nil || now < $0.expiresAt ? $0 : nil }
    }

    mutating func giveBack(expired: Bool) {
        guard let ended = claim else { return }
        past.append(Former(moderator: ended.moderator, generation: ended.generation, expired: expired))
        claim = nil
        settleAt = nil
    }
}
