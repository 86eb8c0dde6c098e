/// Why a decision was not taken.
package enum DecisionError: Error, Equatable, Sendable {
    case refused(Refusal)
    /// A store is away. Whoever repeats the call later gets the decision, once.
    case unavailable(StoreFailure)
}
