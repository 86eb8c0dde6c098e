/// An item and the claim that a call changed or ended.
package struct HeldItem: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    /// Where the item stands now.
    package let queue: QueueName
    /// Whether this call moved it to the supervisors. What is theirs already stays there.
    package let isEscalated: Bool
    /// As it is now, or as it was when it ended.
    package let claim: Claim
    /// When this happened, by the store's clock.
    package let now: Timestamp

    package init(
        post: PostID,
        round: Int,
        queue: QueueName,
        isEscalated: Bool,
        claim: Claim,
        now: Timestamp
    ) {
        self.post = post
        self.round = round
        self.queue = queue
        self.isEscalated = isEscalated
        self.claim = claim
        self.now = now
    }
}
