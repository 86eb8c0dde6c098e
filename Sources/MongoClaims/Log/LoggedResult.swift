import Moderation

/// A decision that an entry puts among the client's results.
struct LoggedResult: Sendable, Equatable {
    let post: PostID
    let round: Int
    /// The decision, as the contract shows it, in JSON.
    let decision: String
}
