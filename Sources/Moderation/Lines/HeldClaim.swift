/// A claim that stands while its line ends, as the store that ends it knows it, or the journal.
package struct HeldClaim: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    /// Where the item stands, which can be the supervisors' queue; nil where the record knows best.
    package let queue: QueueName?
    package let claim: Claim
    /// What the store knows besides (`QueuedItem.carried`).
    package let carried: String?

    package init(post: PostID, round: Int, queue: QueueName? = nil, claim: Claim, carried: String? = nil) {
        self.post = post
        self.round = round
        self.queue = queue
        self.claim = claim
        self.carried = carried
    }
}
