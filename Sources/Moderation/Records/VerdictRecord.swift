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

    package init(
        post: PostID,
        verdict: Verdict,
        queue: QueueName = .default,
        priority: Priority = .normal,
        contentVersion: String? = nil,
        payload: Payload = Payload(),
        labels: [String] = []
    ) {
        self.post = post
        self.verdict = verdict
        self.queue = queue
        self.priority = priority
        self.contentVersion = contentVersion
        self.payload = payload
        self.labels = labels
    }
}
