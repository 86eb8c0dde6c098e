/// An item of `MemoryQueue`, with everything that happened to it in this round.
package struct MemoryItem {
    package let item: QueuedItem
    /// Where it stands; begins as the item's own queue.
    package internal(set) var queue: QueueName
    /// Since when it has been in the store, in its present queue.
    var since: Timestamp
    /// The claim on it, live or not yet found expired; nil while it waits.
    package internal(set) var claim: Claim?
    /// What the claim's decision is stored under; nil for its generation.
    package internal(set) var token: Generation?
    /// Of the claim.
    package internal(set) var showings = Showings.one
    /// When the decision that is under way is looked into by someone else; nil while nobody decides.
    package internal(set) var settleAt: Timestamp?
    package internal(set) var story = Story()

    /// What goes along when the item leaves the store and comes back.
    package struct Story {
        package internal(set) var deliveries = 0
        package internal(set) var expiries = 0
        /// Claims that ended without a decision, oldest first.
        package internal(set) var past: [Former] = []
        /// Who does not get it again.
        package internal(set) var released: [ModeratorName] = []
        /// Who held it when a newer round took its place.
        package internal(set) var replaced: [Former] = []

        /// Of both only so many are kept; the oldest go first.
        private static let pastKept = 32
        private static let replacedKept = 8

        mutating func remember(_ former: Former) { past = past.suffix(Self.pastKept - 1) + [former] }

        mutating func remember(replaced former: Former) {
            replaced = replaced.suffix(Self.replacedKept - 1) + [former]
        }
    }

    package struct Former {
        package let claim: Claim
        package internal(set) var end: End
    }

    package enum End: String {
        case expired, released, taken, escalated
    }

    init(_ item: QueuedItem, since: Timestamp) {
        self.item = item
        queue = item.queue
        self.since = since
    }

    package var isWaiting: Bool { claim == nil }

    /// When something happens to it by itself.
    package var deadline: Timestamp? { settleAt ?? claim?.expiresAt }

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
        story.remember(Former(claim: ended, end: end))
        if end == .expired { story.expiries += 1 }
        claim = nil
        token = nil
        settleAt = nil
    }

    mutating func escalate(at now: Timestamp) {
        queue = .escalated
        since = now
    }
}
