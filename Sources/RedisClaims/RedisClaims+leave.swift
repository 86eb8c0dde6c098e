package import Moderation
import RedisClient

extension RedisClaims {
    /// Ends a client's stay in this Redis: no server hands out anything here any more, whatever it knows, and what was in
    /// line goes. Results and the stream into ingestion stay. Harmless when repeated, or when the client has come back.
    ///
    /// - Parameter client: as it is served now, elsewhere.
    package func leave(_ client: Client) async throws(StoreFailure) {
        guard try await leave(client, queue: .default) else { return }
        // Nothing is added to any queue behind that.
        for queue in try await queues(of: client) where queue != .default {
            guard try await leave(client, queue: queue) else { return }
        }
    }

    private func leave(_ client: Client, queue: QueueName) async throws(StoreFailure) -> Bool {
        var reply = try await evaluate(
            ClaimScript.leave,
            client,
            queue,
            client.servedSince,
            [.string(queue.description)]
        )
        return try reply.string() == "ok"
    }
}
