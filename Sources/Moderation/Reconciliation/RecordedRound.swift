/// What the system of record says of an item's newest round, as far as it matters where the item stands.
package struct RecordedRound: Hashable, Sendable {
    package let post: PostID
    package let round: Int
    package let status: ItemStatus
    package let queue: QueueName
    /// The epoch in whose line it is known to stand; nil for none.
    package let queuedIn: Int64?
    package let isOnShelf: Bool
    /// Since when the record has said so, at least.
    package let since: Timestamp
    /// Whether its result is not known to be published.
    package let isUnpublished: Bool

    package init(
        post: PostID,
        round: Int,
        status: ItemStatus,
        queue: QueueName,
        queuedIn: Int64?,
        isOnShelf: Bool,
        since: Timestamp,
        isUnpublished: Bool
    ) {
        self.post = post
        self.round = round
        self.status = status
        self.queue = queue
        self.queuedIn = queuedIn
        self.isOnShelf = isOnShelf
        self.since = since
        self.isUnpublished = isUnpublished
    }
}
