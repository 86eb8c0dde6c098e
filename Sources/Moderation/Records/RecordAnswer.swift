/// What became of a verdict in the system of record.
package enum RecordAnswer: Equatable, Sendable {
    /// Stored; `item` is to be put into line, where the verdict was `manual_review`.
    case stored(status: ItemStatus, round: Int, item: QueuedItem?)
    /// This version of the post is there already, or its revision is not above the newest known (`isStale`).
    case duplicate(status: ItemStatus, round: Int, isStale: Bool = false)
}
