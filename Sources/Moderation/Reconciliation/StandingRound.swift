/// An item as a claim store has it in line.
package struct StandingRound: Hashable, Sendable {
    package let post: PostID
    package let round: Int
    package let queue: QueueName
    /// Where a decision has been under way for too long: what it would be stored under.
    package let overdue: Generation?

    package init(post: PostID, round: Int, queue: QueueName = .default, overdue: Generation? = nil) {
        self.post = post
        self.round = round
        self.queue = queue
        self.overdue = overdue
    }
}
