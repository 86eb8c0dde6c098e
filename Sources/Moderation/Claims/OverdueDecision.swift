/// A decision that began and was not acknowledged in time: MongoDB knows whether it was stored.
package struct OverdueDecision: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    /// Under which it would be stored.
    package let token: Generation

    package init(post: PostID, round: Int, token: Generation) {
        self.post = post
        self.round = round
        self.token = token
    }
}
