/// How much of a client the claim store holds, and what stands last in one queue's line.
package struct QueueWindow: Equatable, Sendable {
    /// Items of the client, of all queues, claimed ones too.
    package let itemsOfClient: Int
    package let waiting: Int
    package let claimed: Int
    /// The latest due first.
    package let tail: [LineItem]

    package init(itemsOfClient: Int, waiting: Int, claimed: Int, tail: [LineItem]) {
        self.itemsOfClient = itemsOfClient
        self.waiting = waiting
        self.claimed = claimed
        self.tail = tail
    }
}
