/// What the claim store says to a caller who wants to decide an item.
///
/// A `holder` is told without the generation, which is 0: it is nobody's business but the holder's.
package enum DecisionStart: Equatable, Sendable {
    /// The caller holds it, and nobody else gets it until the decision is acknowledged or given up.
    /// `generation` is what the claim is known by, `token` what the record compares with its fence.
    case deciding(round: Int, generation: Generation, token: Generation, epoch: Int64)
    /// The item is not here; MongoDB knows why.
    case absent
    /// The caller held it in this round, and doesn't any more; `holder` does, where somebody does.
    case claimLost(holder: Claim?)
    /// The caller never held it in this round.
    case notClaimed(holder: Claim?)
    /// The caller held it in the round that this one replaced, and when that was opened.
    case superseded(round: Int, at: Timestamp)
}
