/// How much of a queue waits on the shelf.
package struct ShelfState: Equatable, Sendable {
    package let queue: QueueName
    /// Counted up to `mostCounted`, so that counting costs the same however much there is.
    package let count: Int
    /// When the one that is due first was queued.
    package let firstQueuedAt: Timestamp?

    package static let mostCounted = 10_000

    package init(queue: QueueName, count: Int, firstQueuedAt: Timestamp? = nil) {
        self.queue = queue
        self.count = count
        self.firstQueuedAt = firstQueuedAt
    }
}
