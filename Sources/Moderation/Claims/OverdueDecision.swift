/// A decision that began and was not acknowledged in time: MongoDB knows whether it was stored.
package struct OverdueDecision: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let generation: Generation
    /// Whether the claim's own lease is over too. Until then its holder can still repeat the decision.
    package let leaseIsOver: Bool

    package init(post: PostID, round: Int, generation: Generation, leaseIsOver: Bool) {
        self.post = post
        self.round = round
        self.generation = generation
        self.leaseIsOver = leaseIsOver
    }
}
