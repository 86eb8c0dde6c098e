/// What the record says when a decision that did not get through is to be given up.
package enum FenceAnswer: Equatable, Sendable {
    /// No decision of that generation or an older one can be stored any more.
    case fenced
    /// It was stored after all.
    case decided(StoredDecision)
    /// The item is not pending in that round: there is nothing to decide.
    case over
}
