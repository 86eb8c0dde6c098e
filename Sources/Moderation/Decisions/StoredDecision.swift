/// A decision that is final: MongoDB has it, journaled by a majority.
package struct StoredDecision: Equatable, Sendable {
    package let decision: Decision
    /// The epoch of the claim store in which it was made. If the store has lost its data since, the result may be
    /// lost with it and is published again.
    package let epoch: Int64
    /// Whether the record knows that the result was published.
    package let isPublished: Bool

    package init(decision: Decision, epoch: Int64, isPublished: Bool = false) {
        self.decision = decision
        self.epoch = epoch
        self.isPublished = isPublished
    }
}
