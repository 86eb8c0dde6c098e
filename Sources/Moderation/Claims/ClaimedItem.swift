/// An item in a moderator's working set.
package struct ClaimedItem: Equatable, Sendable {
    package let item: QueuedItem
    /// How often it was handed out in this round, this claim included.
    package let deliveries: Int
    package let claim: Claim
    /// Whether this call made the claim, or the caller held it before.
    package let isNew: Bool

    package init(item: QueuedItem, deliveries: Int, claim: Claim, isNew: Bool) {
        self.item = item
        self.deliveries = deliveries
        self.claim = claim
        self.isNew = isNew
    }
}
