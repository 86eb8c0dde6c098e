package import Moderation

/// What became of one verdict. It is in the system of record, durable, either way.
package struct IngestAnswer: Equatable, Sendable {
    package let post: PostID
    package let status: ItemStatus
    package let round: Int
    /// This version of the post was there before, and nothing changed.
    package let isDuplicate: Bool
    /// A duplicate, whatever its version, since its revision is not above the newest known.
    package let isStale: Bool

    package init(post: PostID, status: ItemStatus, round: Int, isDuplicate: Bool, isStale: Bool = false) {
        self.post = post
        self.status = status
        self.round = round
        self.isDuplicate = isDuplicate
        self.isStale = isStale
    }

    /// Whether the item is handed out sooner or later: the record says so, even while the claim store is away.
    package var isQueued: Bool { status == .pending }

    /// The answer for a verdict on the same post, in the same version or late, behind this one.
    func repeated(isStale: Bool) -> IngestAnswer {
        IngestAnswer(post: post, status: status, round: round, isDuplicate: true, isStale: isStale)
    }
}
