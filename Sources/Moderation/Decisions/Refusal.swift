/// Why a call on an item is refused; the codes are the contract's.
package enum Refusal: Error, Equatable, Sendable {
    case notFound
    /// The caller never claimed the item in this round. `holder`: who has it now.
    case notClaimed(holder: Claim?)
    /// The caller's claim ended, or another claim was named than the caller holds.
    case claimLost(holder: Claim?)
    case alreadyDecided(Decision)
    /// A newer version of the post has opened `round`, at that time.
    case superseded(round: Int, at: Timestamp)
    case withdrawn(at: Timestamp)
    /// The claim, which has been held for as long as the client allows.
    case maxHoldReached(Claim)
    /// The caller's own decision on the item is not stored yet, and not given up.
    case decisionUnderWay
}
