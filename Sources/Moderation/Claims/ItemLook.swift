/// What the claim store knows of one item.
package struct ItemLook: Equatable, Sendable {
    package let round: Int
    package let queue: QueueName
    package let deliveries: Int
    /// The live claim; nil while the item waits.
    package let claim: Claim?

    package init(round: Int, queue: QueueName, deliveries: Int, claim: Claim?) {
        self.round = round
        self.queue = queue
        self.deliveries = deliveries
        self.claim = claim
    }
}
