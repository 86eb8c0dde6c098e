package import Moderation

/// An item and what is to be given back with it: `ShelvedItem` before its story is a text.
package struct ShelvedStory: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    /// Nil for nothing.
    package let story: Story?

    package init(post: PostID, round: Int, story: Story?) {
        self.post = post
        self.round = round
        self.story = story
    }
}
