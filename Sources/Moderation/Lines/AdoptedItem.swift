/// An item that begins its stay in a line as claimed: the claim is older than the line's epoch.
package struct AdoptedItem: Equatable, Sendable {
    package let item: QueuedItem
    package let claim: Claim

    package init(item: QueuedItem, claim: Claim) {
        self.item = item
        self.claim = claim
    }
}
