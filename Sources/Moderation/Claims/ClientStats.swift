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

    package var holdsNothing: Bool { queues.values.allSatisfy { $0.ready == 0 && $0.claimed == 0 } }

    /// With what waits outside of the claim store: on the shelf, and in no line yet.
    package func adding(_ shelf: [ShelfState], outside: [QueueName: Int] = [:]) -> ClientStats {
        let shelved = Dictionary(shelf.map { ($0.queue, $0) }) { first, _ in first }
        var all = queues
        for name in Set(shelved.keys).union(outside.keys) {
            let known = all[name] ?? QueueStats(ready: 0, claimed: 0, nextExpiryAt: nil, priorities: [:])
            all[name] = known.adding(outside: outside[name] ?? 0, shelf: shelved[name])
        }
        return ClientStats(now: now, queues: all, claimedBy: claimedBy)
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
