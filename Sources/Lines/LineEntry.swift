package import Moderation

/// An item as it is put into line: `QueuedItem` without what moderators are shown, which stays in the record.
package struct LineEntry: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let queue: QueueName
    package let priority: Priority
    package let queuedAt: Timestamp
    package let dueAt: Timestamp
    /// What is known of its round from before; nil for nothing.
    package let story: Story?

    package init(
        post: PostID,
        round: Int,
        queue: QueueName,
        priority: Priority,
        queuedAt: Timestamp,
        dueAt: Timestamp,
        story: Story? = nil
    ) {
        self.post = post
        self.round = round
        self.queue = queue
        self.priority = priority
        self.queuedAt = queuedAt
        self.dueAt = dueAt
        self.story = story
    }

    /// - Parameter story: what `item.carried` says.
    package init(_ item: QueuedItem, story: Story?) {
        self.init(
            post: item.post,
            round: item.round,
            queue: item.queue,
            priority: item.priority,
            queuedAt: item.queuedAt,
            dueAt: item.dueAt,
            story: story
        )
    }
}
