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
    /// Whether the line may lack what waited when its epoch began, so that having nothing says nothing. Told where the caller got
    /// nothing.
    package let mayLackItems: Bool
    /// Pending items that are in no line yet; counted where the line is empty and may lack some.
    package let outside: Int

    package init(
        ready: Int,
        claimed: Int,
        nextExpiryAt: Timestamp?,
        heldElsewhere: Int = 0,
        releasedByCaller: Int = 0,
        mayLackItems: Bool = false,
        outside: Int = 0
    ) {
        self.ready = ready
        self.claimed = claimed
        self.nextExpiryAt = nextExpiryAt
        self.heldElsewhere = heldElsewhere
        self.releasedByCaller = releasedByCaller
        self.mayLackItems = mayLackItems
        self.outside = outside
    }

    /// The same, knowing more.
    package func with(mayLackItems: Bool? = nil, outside: Int? = nil) -> QueueState {
        QueueState(
            ready: ready,
            claimed: claimed,
            nextExpiryAt: nextExpiryAt,
            heldElsewhere: heldElsewhere,
            releasedByCaller: releasedByCaller,
            mayLackItems: mayLackItems ?? self.mayLackItems,
            outside: outside ?? self.outside
        )
    }
}
