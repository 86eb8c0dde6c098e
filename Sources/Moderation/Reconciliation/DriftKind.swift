/// What can be wrong between the two stores, or within the claim store. The names are those of the contract's outside.
package enum DriftKind: String, CaseIterable, Sendable {
    /// Pending in the record, not on its shelf, not known to be in line, and in none.
    case pendingNotQueued = "pending_not_queued"
    /// The record says that it stands in line in this epoch, and it does not.
    case markedNotQueued = "marked_not_queued"
    /// In line, and decided, withdrawn, of an older round or unknown in the record.
    case queuedButOver = "queued_but_over"
    /// In line in another queue than the record says: it was escalated in one of them alone.
    case queuedElsewhere = "queued_elsewhere"
    /// A decision began and neither came to an end nor was taken back.
    case decisionHalfDone = "decision_half_done"
    /// A decision is stored whose result is not known to be published.
    case resultNotPublished = "result_not_published"

    // What the parts of a line can have against each other.

    case itemNotInLine = "item_not_in_line"
    case itemWaitingAndClaimed = "item_waiting_and_claimed"
    case itemWithoutEntry = "item_without_entry"
    case itemInNoQueue = "item_in_no_queue"
    case claimedWithoutDeadline = "claimed_without_deadline"
    case claimedWithoutHolder = "claimed_without_holder"
    case claimWithoutItem = "claim_without_item"
    case entryWithoutItem = "entry_without_item"
    case waitingWithoutItem = "waiting_without_item"
    case deadlineWithoutClaim = "deadline_without_claim"
    case holdingWithoutClaim = "holding_without_claim"
    /// A part that can't be read.
    case recordDamaged = "record_damaged"
}
