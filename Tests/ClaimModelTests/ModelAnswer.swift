import Moderation

/// What a side answered to a call: as a text without what differs between two sound stores, and what the caller is to
/// remember of it.
struct ModelAnswer: Sendable {
    let text: String
    /// Claims that were made.
    var claims: [PostID: ModelClaim] = [:]
    /// The lease that is the caller's now.
    var lease: String?
    var shelved: [ShelvedItem] = []
    /// What is in line again.
    var published: [PostID] = []
    /// Behind the results that were read.
    var cursor: String?

    init(_ text: String) { self.text = text }
}
