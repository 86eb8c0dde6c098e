/// What an ingest says of a post, checked.
package struct VerdictRecord: Equatable, Sendable {
    package let post: PostID
    package let verdict: Verdict
    package let queue: QueueName
    package let priority: Priority
    /// At most 128 characters; a different one opens a new round.
    package let contentVersion: String?
    /// The producer's order of versions: 0 to `mostRevision`.
    package let revision: Int64?
    package let payload: Payload
    /// `ai.labels` where these are strings, for people who query MongoDB.
    package let labels: [String]
    /// Where it stood in the stream that it came by; nil for other doors, which are answered and so know what was stored.
    package var position: StreamPosition?

    /// JSON's numbers are exact up to here everywhere.
    package static let mostRevision: Int64 = (1 << 53) - 1

    package init(
        post: PostID,
        verdict: Verdict,
        queue: QueueName = .default,
        priority: Priority = .normal,
        contentVersion: String? = nil,
        revision: Int64? = nil,
        payload: Payload = Payload(),
        labels: [String] = [],
        position: StreamPosition? = nil
    ) {
        self.post = post
        self.verdict = verdict
        self.queue = queue
        self.priority = priority
        self.contentVersion = contentVersion
        self.revision = revision
        self.payload = payload
        self.labels = labels
        self.position = position
    }

    /// How it stands to what is known of its post.
    ///
    /// Where both carry a revision, that decides first. A stream can give an entry again, and late: with a revision, that is
    /// how it is known; without one, by its position. A verdict that names no version says nothing about the version, and
    /// opens no round. Versions are bytes, as post ids are: Swift's `==` takes different spellings of one character for the
    /// same.
    package func order(after known: PostVersion) -> VersionOrder {
        if let revision, let newest = known.revision, revision <= newest { return .stale }
        let same: VersionOrder = revision == nil ? .known : .raisesRevision
        if revision == nil, let position, let last = known.position, position <= last { return .known }
        guard let contentVersion else { return same }
        let isOther = known.content.map { !$0.utf8.elementsEqual(contentVersion.utf8) } ?? true
        return isOther ? .opensRound : same
    }
}
