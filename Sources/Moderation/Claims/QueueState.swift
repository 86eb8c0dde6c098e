/// Why an answer is as long as it is: what one queue holds after the call.
package struct QueueState: Equatable, Sendable {
    /// Items that could be claimed.
    package let ready: Int
    /// Items that somebody holds.
    package let claimed: Int
    /// When the next claim ends by itself; nil where nothing is claimed.
    package let nextExpiryAt: Timestamp?
    /// Live claims that the caller holds in other queues; they count towards `maxClaims`.
    package let heldElsewhere: Int

    package init(ready: Int, claimed: Int, nextExpiryAt: Timestamp?, heldElsewhere: Int = 0) {
        self.ready = ready
        self.claimed = claimed
        self.nextExpiryAt = nextExpiryAt
        self.heldElsewhere = heldElsewhere
    }
}
