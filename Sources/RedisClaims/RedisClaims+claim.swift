package import Moderation
import RedisClient

extension RedisClaims {
    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let settings = request.client.settings
        var (_, reply, _) = try await run(
            ClaimScript.claim,
            request.client,
            queue: request.queue,
            [
                .string(request.moderator.description), .string(request.queue.description),
                .integer(Int64(request.limit)), .integer(settings.lease.inMilliseconds),
                .integer(Int64(settings.maxClaims)), .integer(Int64(settings.maxExpiries)),
            ]
        )
        let now = try reply.time()
        let ready = try reply.count()
        let claimed = try reply.count()
        let nextExpiry = try reply.time()
        let elsewhere = try reply.count()
        let released = try reply.count()
        var shown = try reply.list()
        var items: [ClaimedItem] = []
        while !shown.isAtEnd {
            var fields = try shown.list()
            items.append(try fields.claimedItem(by: request.moderator, in: request.queue))
        }
        bulk?.note(request.client.id, bytes: items.reduce(0) { $0 + $1.item.payload.byteCount })
        remember(items.map(\.claim.generation), of: request.client.id)
        var endedFields = try reply.list()
        let ended = try endedFields.endedClaims()
        let damaged = try reply.array().compactMap(\.string).map { PostID(stored: $0) }
        let isFilling = try reply.integer() == 1
        await reportLost(damaged, of: request.client)
        return WorkingSet(
            items: items,
            queue: QueueState(
                ready: ready,
                claimed: claimed,
                nextExpiryAt: claimed == 0 ? nil : nextExpiry,
                heldElsewhere: elsewhere,
                releasedByCaller: released,
                mayLackItems: isFilling
            ),
            now: now,
            ended: ended
        )
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        _ = try await runWhereItIs(ClaimScript.unclaim, client) { queue in
            [.string(post.description), .string(queue.description), .integer(generation.number)]
        }
    }
}

extension ScriptReply {
    fileprivate mutating func claimedItem(
        by moderator: ModeratorName,
        in queue: QueueName
    ) throws(StoreFailure) -> ClaimedItem {
        let post = try post()
        let round = try round()
        let priority = try priority()
        let queuedAt = try time()
        let dueAt = try time()
        let deliveries = try count()
        let generation = try generation()
        let claimedAt = try time()
        let expiresAt = try time()
        let showing = try integer()
        let payload = Payload(content: try string(), ai: try string(), metadata: try string())
        return ClaimedItem(
            item: QueuedItem(
                post: post,
                round: round,
                queue: queue,
                priority: priority,
                queuedAt: queuedAt,
                dueAt: dueAt,
                payload: payload
            ),
            deliveries: deliveries,
            claim: Claim(generation: generation, moderator: moderator, claimedAt: claimedAt, expiresAt: expiresAt),
            isNew: showing == 1,
            isTold: showing == 0
        )
    }

    /// A flat list: post_id, round, moderator, generation, expires_at of each, and 1 where the item was escalated.
    mutating func endedClaims() throws(StoreFailure) -> [EndedClaim] {
        var ended: [EndedClaim] = []
        while !isAtEnd {
            ended.append(
                EndedClaim(
                    post: try post(),
                    round: try round(),
                    moderator: try moderator(),
                    generation: try generation(),
                    expiredAt: try time(),
                    isEscalated: try integer() == 1
                )
            )
        }
        return ended
    }
}
