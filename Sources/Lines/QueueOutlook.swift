package import Moderation

/// When something of a queue is to be done next, for whoever does not look at it until then.
package struct QueueOutlook: Equatable, Sendable {
    /// When a claim ends or a decision is overdue; nil while nothing is held.
    package let nextDeadline: Timestamp?
    /// Since when its oldest item has been there.
    package let oldestSince: Timestamp?
}
