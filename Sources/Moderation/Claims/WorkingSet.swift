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

    /// Whether it says that there is nothing to give, which may be wrong while the line is being filled.
    package var isDoubtful: Bool { items.isEmpty && queue.ready == 0 && queue.mayLackItems }

    /// The same of a queue of which more is known.
    package func with(_ queue: QueueState) -> WorkingSet {
        WorkingSet(items: items, queue: queue, now: now, ended: ended)
    }

    /// The same, with these claims among those that this call made.
    func withNew(_ made: Set<Generation>) -> WorkingSet {
        guard !made.isEmpty else { return self }
        let items = items.map { claimed in
            ClaimedItem(
                item: claimed.item,
                deliveries: claimed.deliveries,
                claim: claimed.claim,
                isNew: claimed.isNew || made.contains(claimed.claim.generation),
                isTold: claimed.isTold
            )
        }
        return WorkingSet(items: items, queue: queue, now: now, ended: ended)
    }
}
