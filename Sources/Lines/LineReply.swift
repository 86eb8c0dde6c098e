package import Moderation

/// What came of a command.
package enum LineReply: Equatable, Sendable {
    /// The epoch in force. To `open` it is the answer; to all else it says that the command came in another epoch and changed
    /// nothing.
    case epoch(Int64)
    /// The epoch is closed, and the command changed nothing; the answer to `close` as well.
    case closed
    /// To a command that answers nothing.
    case done
    /// Whether the lease is held under the name given.
    case lease(isHeld: Bool)
    /// One answer for each entry, in their order.
    case published([PublishAnswer])
    case workingSet(LineWorkingSet)
    case decision(DecisionStart)
    case claim(ClaimAnswer)
    /// Whether this put the decision among the results; it did not if it was there.
    case acknowledged(isResult: Bool)
    case expired(ended: [EndedClaim], overdue: [OverdueDecision])
    /// Those that were taken out; nil if the publisher's lease is over.
    case shelved([ShelvedStory]?)
}
