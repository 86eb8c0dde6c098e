/// What of a client's items is gone through; each is answered by an index of its own.
package enum RecordSelection: Hashable, CaseIterable, Sendable {
    /// Pending, and known to stand in line in the epoch in force.
    case marked
    /// Pending, not on the shelf, and not known to stand in line in that epoch.
    case unmarked
    /// Decided, with a result that is not known to be published.
    case unpublished
}
