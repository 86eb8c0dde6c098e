package import Moderation

/// What became of one verdict. It is in the system of record, durable, either way.
package struct IngestAnswer: Equatable, Sendable {
    package let post: PostID
    package let status: ItemStatus
    package let round: Int
    /// This version of the post was there before, and nothing changed.
    package let isDuplicate: Bool

    package init(post: PostID, status: ItemStatus, round: Int, isDuplicate: Bool) {
        self.post = post
        self.status = status
        self.round = round
        self.isDuplicate = isDuplicate
    }

    /// Whether the item is handed out sooner or later: the record says so, even while the claim store is away.
    package var isQueued: Bool { status == .pending }

    /// The answer for the same version of the same post, sent once more behind this one.
    var repeated: IngestAnswer { IngestAnswer(post: post, status: status, round: round, isDuplicate: true) }
}
