/// An item in line, by name: what is waiting may be another round by the time that somebody acts on it.
package struct LineItem: Hashable, Sendable {
    package let post: PostID
    package let round: Int
    package let dueAt: Timestamp

    package init(post: PostID, round: Int, dueAt: Timestamp) {
        self.post = post
        self.round = round
        self.dueAt = dueAt
    }
}
