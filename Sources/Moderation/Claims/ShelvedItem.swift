/// An item that the claim store has let go of while it waits; the record has it.
package struct ShelvedItem: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    /// What the claim store wants back with the item (`QueuedItem.carried`); nil for nothing.
    package let carried: String?

    package init(post: PostID, round: Int, carried: String?) {
        self.post = post
        self.round = round
        self.carried = carried
    }
}
