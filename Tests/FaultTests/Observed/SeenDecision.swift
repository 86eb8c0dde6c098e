/// A decision as it was answered, published or stored.
struct SeenDecision: Hashable, Sendable {
    let id: String
    let round: RoundID
    let outcome: String
    let moderator: String
    let claim: String
    /// By MongoDB's clock, in milliseconds.
    let decidedAt: Int64
}
