/// A moderator asks for work.
package struct ClaimRequest: Sendable {
    package let client: Client
    package let moderator: ModeratorName
    package let queue: QueueName
    /// The size of the working set asked for, 1 to the client's `maxClaims`.
    package let limit: Int

    package init(client: Client, moderator: ModeratorName, queue: QueueName = .default, limit: Int = 1) {
        self.client = client
        self.moderator = moderator
        self.queue = queue
        self.limit = limit
    }

    /// The same, of the client as it is served by now.
    package func of(_ client: Client) -> ClaimRequest {
        ClaimRequest(client: client, moderator: moderator, queue: queue, limit: limit)
    }
}
