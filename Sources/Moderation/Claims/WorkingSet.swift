/// What a claim gives: the caller's live claims in one queue, topped up to what was asked for.
package struct WorkingSet: Equatable, Sendable {
    package let items: [ClaimedItem]
    package let queue: QueueState
    /// The store's clock, by which claims end.
    package let now: Timestamp
    /// Claims of anyone in this queue that this call found expired and returned to the line. Of a wave of them other
    /// calls find the rest.
    package let ended: [EndedClaim]

    package init(items: [ClaimedItem], queue: QueueState, now: Timestamp, ended: [EndedClaim]) {
        self.items = items
        self.queue = queue
        self.now = now
        self.ended = ended
    }
}
