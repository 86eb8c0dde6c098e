/// What one queue holds of one priority.
package struct PriorityStats: Equatable, Sendable {
    /// Items that could be claimed.
    package let ready: Int
    /// Items that somebody holds.
    package let claimed: Int
    /// When the item that has waited longest was queued; nil where nothing waits. A store may look for it at the front
    /// of the line only, and then tell of a younger one, or of none.
    package let oldestQueuedAt: Timestamp?

    package init(ready: Int = 0, claimed: Int = 0, oldestQueuedAt: Timestamp? = nil) {
        self.ready = ready
        self.claimed = claimed
        self.oldestQueuedAt = oldestQueuedAt
    }
}
