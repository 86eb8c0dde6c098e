/// A round that ended in the record without a decision, and may still stand in the claim store.
package struct EndedRound: Hashable, Sendable {
    package let post: PostID
    package let round: Int

    package init(post: PostID, round: Int) {
        self.post = post
        self.round = round
    }
}
