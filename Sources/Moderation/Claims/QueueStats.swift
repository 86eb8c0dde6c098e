/// What one queue holds at one moment.
package struct QueueStats: Equatable, Sendable {
    /// Items that could be claimed.
    package let ready: Int
    /// Items that somebody holds. A claim that is over counts until it was returned to the line, which the background
    /// pass does twice a second.
    package let claimed: Int
    /// When the next item may come back by itself, as in `QueueState`; nil where nothing is claimed.
    package let nextExpiryAt: Timestamp?
    /// Those that are left out hold nothing.
    package let priorities: [Priority: PriorityStats]

    package init(ready: Int, claimed: Int, nextExpiryAt: Timestamp?, priorities: [Priority: PriorityStats]) {
        self.ready = ready
        self.claimed = claimed
        self.nextExpiryAt = nextExpiryAt
        self.priorities = priorities
    }

    package subscript(priority: Priority) -> PriorityStats { priorities[priority] ?? PriorityStats() }

    /// When the item that has waited longest was queued; nil where nothing waits.
    package var oldestQueuedAt: Timestamp? { priorities.values.compactMap(\.oldestQueuedAt).min() }
}
