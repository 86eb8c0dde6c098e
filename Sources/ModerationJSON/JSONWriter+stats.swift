package import JSONText
package import Moderation

extension JSONWriter {
    /// The members `queues` and `moderators`, both in the order of their names.
    package mutating func stats(_ stats: ClientStats) {
        field("queues")
        beginObject()
        for (name, queue) in stats.queuesInOrder {
            field(named: name.description)
            queueStats(queue, of: stats)
        }
        endObject()
        field("moderators")
        beginObject()
        for (name, claimed) in stats.moderatorsInOrder {
            field(named: name.description)
            beginObject()
            field("claimed", integer: claimed)
            endObject()
        }
        endObject()
    }

    private mutating func queueStats(_ queue: QueueStats, of stats: ClientStats) {
        beginObject()
        field("ready", integer: queue.ready)
        field("claimed", integer: queue.claimed)
        if queue.shelved > 0 { field("shelved", integer: queue.shelved) }
        oldestWait(since: queue.oldestQueuedAt, of: stats)
        field("next_expiry_at", timeOrNull: queue.nextExpiryAt)
        field("priorities")
        beginObject()
        for priority in Priority.allCases {
            field(named: priority.rawValue)
            beginObject()
            field("ready", integer: queue[priority].ready)
            field("claimed", integer: queue[priority].claimed)
            oldestWait(since: queue[priority].oldestQueuedAt, of: stats)
            endObject()
        }
        endObject()
        endObject()
    }

    private mutating func oldestWait(since queuedAt: Timestamp?, of stats: ClientStats) {
        field("oldest_wait_seconds", integerOrNull: queuedAt.map { Int(stats.wait(since: $0).components.seconds) })
    }
}
