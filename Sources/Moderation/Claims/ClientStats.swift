/// What a claim store holds of one client.
package struct ClientStats: Equatable, Sendable {
    /// The store's clock, by which waits are counted and claims end.
    package let now: Timestamp
    /// The queues that hold an item, and `default` always. Each is of one moment of its own.
    package let queues: [QueueName: QueueStats]
    /// How many items each moderator holds, over all queues; those who hold none are left out.
    package let claimedBy: [ModeratorName: Int]

    package init(now: Timestamp, queues: [QueueName: QueueStats], claimedBy: [ModeratorName: Int]) {
        self.now = now
        self.queues = queues
        self.claimedBy = claimedBy
    }

    /// In the order of their names, as they are shown.
    package var queuesInOrder: [(name: QueueName, stats: QueueStats)] {
        queues.sorted { $0.key.description < $1.key.description }.map { (name: $0.key, stats: $0.value) }
    }

    /// In the order of their names, as they are shown.
    package var moderatorsInOrder: [(name: ModeratorName, claimed: Int)] {
        claimedBy.sorted { $0.key.description < $1.key.description }.map { (name: $0.key, claimed: $0.value) }
    }

    /// How long ago something was, by the store's clock; nothing where that lies ahead.
    package func wait(since instant: Timestamp) -> Duration {
        .milliseconds(max(0, now.milliseconds - instant.milliseconds))
    }
}
