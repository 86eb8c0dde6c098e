/// An item as MongoDB holds it in the end.
struct StoredItem: Sendable {
    let post: String
    /// Of the newest round.
    let status: String
    let round: Int
    /// Of all rounds.
    let decisions: [SeenDecision]
}
