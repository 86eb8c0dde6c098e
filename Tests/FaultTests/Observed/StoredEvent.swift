/// An entry of the journal of claims.
struct StoredEvent: Sendable {
    let round: RoundID
    /// The contract's word.
    let event: String
    /// By the claim store's clock, in milliseconds.
    let at: Int64
    let moderator: String?
    let generation: Int64?
}
