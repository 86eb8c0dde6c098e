import Moderation

extension WorkingSet {
    static let empty = WorkingSet(
        items: [],
        queue: QueueState(ready: 0, claimed: 0, nextExpiryAt: nil),
        now: Timestamp(milliseconds: 0),
        ended: []
    )

    /// One item, newly claimed by ann.
    static func one(_ post: String) throws -> WorkingSet {
        let start = Timestamp(milliseconds: 1_000)
        let end = Timestamp(milliseconds: 301_000)
        let item = QueuedItem(
            post: try PostID(post),
            round: 1,
            queue: .default,
            priority: .normal,
            queuedAt: start,
            dueAt: end,
            payload: Payload()
        )
        let claim = Claim(
            generation: Generation(1),
            moderator: try ModeratorName("ann"),
            claimedAt: start,
            expiresAt: end
        )
        return WorkingSet(
            items: [ClaimedItem(item: item, deliveries: 1, claim: claim, isNew: true)],
            queue: QueueState(ready: 0, claimed: 1, nextExpiryAt: end),
            now: start,
            ended: []
        )
    }
}
