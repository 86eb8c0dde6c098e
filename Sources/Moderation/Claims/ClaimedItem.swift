/// An item in a moderator's working set.
package struct ClaimedItem: Equatable, Sendable {
    package let item: QueuedItem
    /// How often it was handed out in this round, this claim included.
    package let deliveries: Int
    package let claim: Claim
    /// Whether this call made the claim, or the caller held it before.
    package let isNew: Bool
    /// Whether the claim stands whatever becomes of this answer. Where not, and nobody gets the answer, `unclaim` takes its
    /// part back.
    package let isTold: Bool

    package init(item: QueuedItem, deliveries: Int, claim: Claim, isNew: Bool, isTold: Bool? = nil) {
        self.item = item
        self.deliveries = deliveries
        self.claim = claim
        self.isNew = isNew
        self.isTold = isTold ?? !isNew
    }
}
