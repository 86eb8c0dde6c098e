package import Moderation

/// What a claim gives: `WorkingSet` without what moderators are shown.
package struct LineWorkingSet: Equatable, Sendable {
    package struct Item: Equatable, Sendable {
        /// In the queue in which it stands; without its story.
        package let entry: LineEntry
        /// This claim included.
        package let deliveries: Int
        package let claim: Claim
        /// Whether this call made the claim.
        package let isNew: Bool
        /// See `ClaimedItem`.
        package let isTold: Bool

        /// With what the record has of this round.
        package func completed(with payload: Payload) -> ClaimedItem {
            ClaimedItem(
                item: QueuedItem(
                    post: entry.post,
                    round: entry.round,
                    queue: entry.queue,
                    priority: entry.priority,
                    queuedAt: entry.queuedAt,
                    dueAt: entry.dueAt,
                    payload: payload
                ),
                deliveries: deliveries,
                claim: claim,
                isNew: isNew,
                isTold: isTold
            )
        }
    }

    /// Oldest claim first.
    package let items: [Item]
    package let queue: QueueState
    package let now: Timestamp
    /// Claims of anyone in this queue that were found expired and returned to the line.
    package let ended: [EndedClaim]
}
