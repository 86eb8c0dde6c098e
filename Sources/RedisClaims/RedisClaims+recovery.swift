package import Moderation
import RedisClient

extension RedisClaims {
    /// Deadlines looked at in one call; the next pass takes the rest.
    private static let deadlinesInOneCall: Int64 = 200

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        var (_, reply, _) = try await run(
            ClaimScript.expire,
            client,
            queue: queue,
            [
                .string(queue.description), .integer(Self.deadlinesInOneCall),
                .integer(Self.settleAfter.inMilliseconds),
                .integer(Int64(client.settings.maxExpiries)),
            ]
        )
        _ = try reply.time()
        var endedFields = try reply.list()
        let ended = try endedFields.endedClaims()
        var fields = try reply.list()
        var overdue: [OverdueDecision] = []
        while !fields.isAtEnd {
            overdue.append(
                OverdueDecision(
                    post: try fields.post(),
                    round: try fields.round(),
                    token: try fields.generation()
                )
            )
        }
        try await reportLost(reply.array().compactMap(\.string).map { PostID(stored: $0) }, of: client)
        return (ended, overdue)
    }

    package func reopen(
        _ post: PostID,
        token: Generation,
        for client: Client
    ) async throws(StoreFailure) {
        _ = try await runWhereItIs(ClaimScript.reopen, client) { queue in
            [.string(post.description), .string(queue.description), .integer(token.number)]
        }
    }
}
