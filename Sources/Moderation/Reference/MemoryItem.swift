/// An item of `MemoryQueue`, with everything that happened to it in this round.
struct MemoryItem {
    let item: QueuedItem
    /// Where it stands; begins as the item's own queue.
    var queue: QueueName
    /// Since when it has been in the store, in its present queue.
    var since: Timestamp
    /// The claim on it, live or not yet found expired; nil while it waits.
    var claim: Claim?
    /// When the decision that is under way is looked into by someone else; nil while nobody decides.
    var settleAt: Timestamp?
    var story = Story()

    /// What goes along when the item leaves the store and comes back.
    struct Story {
        var deliveries = 0
        var expiries = 0
        /// Claims that ended without a decision, oldest first.
        var past: [Former] = []
        /// Who does not get it again.
        var released: [ModeratorName] = []
        /// Who held it when a newer round took its place.
        var replaced: [Former] = []
    }

    struct Former {
        let claim: Claim
        var end: End
    }

    enum End {
        case expired, released, taken, escalated, fenced
    }

    init(_ item: QueuedItem, since: Timestamp) {
        self.item = item
        queue = item.queue
        self.since = since
    }

    var isWaiting: Bool { claim == nil }

    /// When something happens to it by itself.
    var deadline: Timestamp? { settleAt ?? claim?.expiresAt }

    /// The claim as anyone may see it: one that is over is none, unless its holder is deciding.
    func liveClaim(at now: Timestamp) -> Claim? {
        claim.flatMap { settleAt != nil || now < $0.expiresAt ? $0 : nil }
    }

    /// The item as it is handed out.
    var shown: QueuedItem {
        QueuedItem(
            post: item.post,
            round: item.round,
            queue: queue,
            priority: item.priority,
            queuedAt: item.queuedAt,
            dueAt: item.dueAt,
            payload: item.payload
        )
    }

    mutating func giveBack(_ end: End) {
        guard let ended = claim else { return }
        story.past.append(Former(claim: ended, end: end))
        if end == .expired { story.expiries += 1 }
        claim = nil
        settleAt = nil
    }

    mutating func escalate(at now: Timestamp) {
        queue = .escalated
        since = now
    }
}
