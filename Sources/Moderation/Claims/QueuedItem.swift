/// An item as it stands in line.
package struct QueuedItem: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let queue: QueueName
    package let priority: Priority
    package let queuedAt: Timestamp
    /// When it was queued plus the target wait of its priority; it keeps this however often it comes back.
    package let dueAt: Timestamp
    package let payload: Payload
    /// What the claim store said of the item when it let go of it, or what the journal knows in its place, word for word; nil
    /// for nothing.
    package private(set) var carried: String?

    package init(
        post: PostID,
        round: Int,
        queue: QueueName,
        priority: Priority,
        queuedAt: Timestamp,
        dueAt: Timestamp,
        payload: Payload,
        carried: String? = nil
    ) {
        self.post = post
        self.round = round
        self.queue = queue
        self.priority = priority
        self.queuedAt = queuedAt
        self.dueAt = dueAt
        self.payload = payload
        self.carried = carried
    }

    /// The same, carrying something else.
    package func carrying(_ carried: String?) -> QueuedItem {
        var item = self
        item.carried = carried
        return item
    }
}
