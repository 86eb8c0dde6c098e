package import Moderation

/// A moderator asks for work: `ClaimRequest` with the settings that count.
package struct LineClaim: Equatable, Sendable {
    package let queue: QueueName
    package let moderator: ModeratorName
    /// The size of the working set asked for.
    package let limit: Int
    /// How long a claim lasts that is made now.
    package let lease: Duration
    /// How many claims the moderator may hold over all queues.
    package let maxClaims: Int
    /// How many claims can expire before an item is escalated.
    package let maxExpiries: Int

    package init(
        queue: QueueName,
        moderator: ModeratorName,
        limit: Int,
        lease: Duration,
        maxClaims: Int,
        maxExpiries: Int
    ) {
        self.queue = queue
        self.moderator = moderator
        self.limit = limit
        self.lease = lease
        self.maxClaims = maxClaims
        self.maxExpiries = maxExpiries
    }

    package init(_ request: ClaimRequest) {
        self.init(
            queue: request.queue,
            moderator: request.moderator,
            limit: request.limit,
            lease: request.client.settings.lease,
            maxClaims: request.client.settings.maxClaims,
            maxExpiries: request.client.settings.maxExpiries
        )
    }
}
