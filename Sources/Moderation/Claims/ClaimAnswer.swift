/// What the claim store says to a caller who extends, releases or escalates.
///
/// A `holder` is told without the generation, which is 0: it is nobody's business but the holder's.
package enum ClaimAnswer: Equatable, Sendable {
    /// It is done.
    case done(HeldItem)
    /// The item is not here; MongoDB knows why.
    case absent
    /// The caller held it in this round, and doesn't any more; `holder` does, where somebody does.
    case claimLost(holder: Claim?)
    /// The caller never held it in this round.
    case notClaimed(holder: Claim?)
    /// The caller held it in the round that this one replaced, and when that was opened.
    case superseded(round: Int, at: Timestamp)
    /// The claim can't last longer.
    case maxHoldReached(HeldItem)
    /// A decision under this claim is under way.
    case deciding(round: Int)
}
