/// What an ingest says of a post, checked.
package struct VerdictRecord: Equatable, Sendable {
    package let post: PostID
    package let verdict: Verdict
    package let queue: QueueName
    package let priority: Priority
    /// At most 128 characters; a different one opens a new round.
    package let contentVersion: String?
    package let payload: Payload
    /// `ai.labels` where these are strings, for people who query MongoDB.
    package let labels: [String]
    /// Where it stood in the stream that it came by; nil for other doors, which are answered and so know what was stored.
    package var position: StreamPosition?

    package init(
        post: PostID,
        verdict: Verdict,
        queue: QueueName = .default,
        priority: Priority = .normal,
        contentVersion: String? = nil,
        payload: Payload = Payload(),
        labels: [String] = [],
        position: StreamPosition? = nil
    ) {
        self.post = post
        self.verdict = verdict
        self.queue = queue
        self.priority = priority
        self.contentVersion = contentVersion
        self.payload = payload
        self.labels = labels
        self.position = position
    }

    /// Whether it opens the next round of a post whose newest round is of `version`.
    ///
    /// A verdict that names no version says nothing about the version, and opens none. Versions are bytes, as post ids are:
    /// Swift's `==` takes different spellings of one character for the same.
    ///
    /// - Parameter last: The position of the last verdict that opened a round of the post, if one came by a stream.
    package func opensRound(after version: String?, last: StreamPosition? = nil) -> Bool {
        guard let contentVersion else { return false }
        if let position, let last, position <= last { return false }
        return version.map { !$0.utf8.elementsEqual(contentVersion.utf8) } ?? true
    }
}
