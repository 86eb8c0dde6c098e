/// Why an answer is as long as it is: what one queue holds after the call.
package struct QueueState: Equatable, Sendable {
    /// Items that could be claimed.
    package let ready: Int
    /// Items that somebody holds.
    package let claimed: Int
    /// When the next item may come back by itself: its claim ends, or its decision, which was begun, is looked into.
    /// Never in the past; nil where nothing is claimed.
    package let nextExpiryAt: Timestamp?
    /// Live claims that the caller holds in other queues; they count towards `maxClaims`.
    package let heldElsewhere: Int
    /// How many of those ready the caller released in this round and is not handed again. Told where the caller got
    /// less than was asked for, else 0.
    package let releasedByCaller: Int

    package init(
        ready: Int,
        claimed: Int,
        nextExpiryAt: Timestamp?,
        heldElsewhere: Int = 0,
        releasedByCaller: Int = 0
    ) {
        self.ready = ready
        self.claimed = claimed
        self.nextExpiryAt = nextExpiryAt
        self.heldElsewhere = heldElsewhere
        self.releasedByCaller = releasedByCaller
    }
}
