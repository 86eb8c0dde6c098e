/// One thing that is not as it should be.
package struct Drift: Hashable, Sendable {
    package let kind: DriftKind
    package let post: PostID
    /// Nil where it is about the post in whatever round.
    package let round: Int?
    /// Of a decision that is half-done: what it would be stored under.
    package let token: Generation?
    /// What the claim store wants back to mend it, word for word; of one that stands elsewhere, the queue in which it stands; nil
    /// for nothing.
    package let detail: String?

    package init(
        _ kind: DriftKind,
        _ post: PostID,
        round: Int? = nil,
        token: Generation? = nil,
        detail: String? = nil
    ) {
        self.kind = kind
        self.post = post
        self.round = round
        self.token = token
        self.detail = detail
    }
}
