package import Moderation

/// One round of a post, by name.
package struct LineRound: Hashable, Sendable {
    package let post: PostID
    package let round: Int

    package init(post: PostID, round: Int) {
        self.post = post
        self.round = round
    }
}
