package import Moderation
import RedisClient

extension RedisClaims {
    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        for _ in 0..<Self.attempts {
            if let stats = try await statsIfOpen(of: client) { return stats }
            // Opens the client.
            _ = try await epoch(of: client)
        }
        throw StoreFailure("the stats of client \(client.id) could not be read: Redis loses it again and again")
    }

    /// The same for readers that must change nothing: nil where Redis doesn't hold the client in the epoch in force,
    /// because it never did or has lost it, and no server has noticed yet.
    package func statsIfOpen(of client: Client) async throws(StoreFailure) -> ClientStats? {
        var epoch = try await usedEpoch(of: client)
        for _ in 0..<Self.attempts {
            switch try await stats(of: client, in: epoch) {
            case .read(let stats): return stats
            case .otherEpoch(let known):
                guard let known, known > epoch else { return nil }
                // Another server opened the client.
                epoch = try await placeHere(of: client).epoch
                guard epoch >= known else { return nil }
                remember(epoch, of: client.id)
            }
        }
        return nil
    }

    private enum Reading {
        case read(ClientStats)
        /// The one that Redis is in, if any.
        case otherEpoch(Int64?)
    }

    /// One call for each queue; the first also tells which queues there are.
    private func stats(of client: Client, in epoch: Int64) async throws(StoreFailure) -> Reading {
        var reply = try await evaluate(ClaimScript.stats, client, .default, epoch, [1])
        guard try reply.string() == "ok" else { return .otherEpoch(StandingEpoch(try reply.string())?.number) }
        let now = try reply.time()
        var queues = [QueueName.default: try reply.queueStats()]
        let names = try reply.array().compactMap(\.string).map { QueueName(stored: $0) }
        var holders = try reply.list()
        var claimedBy: [ModeratorName: Int] = [:]
        while !holders.isAtEnd { claimedBy[try holders.moderator()] = try holders.count() }
        for name in names where name != .default {
            var reply = try await evaluate(ClaimScript.stats, client, name, epoch, [0])
            guard try reply.string() == "ok" else { return .otherEpoch(StandingEpoch(try reply.string())?.number) }
            _ = try reply.time()
            queues[name] = try reply.queueStats()
        }
        return .read(ClientStats(now: now, queues: queues, claimedBy: claimedBy))
    }
}

extension ScriptReply {
    fileprivate mutating func queueStats() throws(StoreFailure) -> QueueStats {
        let ready = try count()
        let claimed = try count()
        let nextExpiry = try timeUnlessZero()
        var fields = try list()
        var priorities: [Priority: PriorityStats] = [:]
        for priority in Priority.allCases {
            var parts = try fields.list()
            priorities[priority] = PriorityStats(
                ready: try parts.count(),
                claimed: try parts.count(),
                oldestQueuedAt: try parts.timeUnlessZero()
            )
        }
        return QueueStats(ready: ready, claimed: claimed, nextExpiryAt: nextExpiry, priorities: priorities)
    }

    private mutating func timeUnlessZero() throws(StoreFailure) -> Timestamp? {
        let time = try time()
        return time.milliseconds == 0 ? nil : time
    }
}
