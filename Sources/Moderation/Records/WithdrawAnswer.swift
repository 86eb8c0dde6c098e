/// What the record says when an item is to be withdrawn.
package enum WithdrawAnswer: Equatable, Sendable {
    /// It is withdrawn, now or before, in this round, which is its newest.
    case withdrawn(round: Int)
    /// A person has decided the round.
    case decided(StoredDecision)
    /// There is no such item.
    case absent
}
