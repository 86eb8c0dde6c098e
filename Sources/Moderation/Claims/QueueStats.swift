/// What one queue holds at one moment.
package struct QueueStats: Equatable, Sendable {
    /// Items that could be claimed.
    package let ready: Int
    /// How many of those ready wait on the record's shelf. They are counted by no priority.
    package let shelved: Int
    /// When the one on the shelf that is due first was queued.
    package let firstShelvedAt: Timestamp?
    /// Items that somebody holds. A claim that is over counts until it was returned to the line, which the background
    /// pass does twice a second.
    package let claimed: Int
    /// When the next item may come back by itself, as in `QueueState`; nil where nothing is claimed.
    package let nextExpiryAt: Timestamp?
    /// Those that are left out hold nothing.
    package let priorities: [Priority: PriorityStats]

    package init(
        ready: Int,
        claimed: Int,
        nextExpiryAt: Timestamp?,
        priorities: [Priority: PriorityStats],
        shelved: Int = 0,
        firstShelvedAt: Timestamp? = nil
    ) {
        self.ready = ready
        self.shelved = shelved
        self.firstShelvedAt = firstShelvedAt
        self.claimed = claimed
        self.nextExpiryAt = nextExpiryAt
        self.priorities = priorities
    }

    package subscript(priority: Priority) -> PriorityStats { priorities[priority] ?? PriorityStats() }

    /// When the item that has waited longest was queued; nil where nothing waits.
    package var oldestQueuedAt: Timestamp? {
        (priorities.values.map(\.oldestQueuedAt) + [firstShelvedAt]).compactMap(\.self).min()
    }

    /// With what waits outside of the claim store.
    func adding(outside: Int, shelf: ShelfState?) -> QueueStats {
        QueueStats(
            ready: ready + outside + (shelf?.count ?? 0),
            claimed: claimed,
            nextExpiryAt: nextExpiryAt,
            priorities: priorities,
            shelved: shelf?.count ?? 0,
            firstShelvedAt: shelf?.firstQueuedAt
        )
    }
}
