/// How a client's items are handed out. The defaults are the contract's.
package struct ClientSettings: Hashable, Sendable {
    package var tier: Tier = .redis
    /// The client's own Redis; without one the server's serves it.
    package var redis: RedisAddress?
    /// Whether MongoDB hands out the claims while the client's Redis is away. Where it does, a server that can't tell the others
    /// that it lives must stop handing out from Redis.
    package var standIn = true
    /// How long a claim lasts, and by how much it is extended.
    package var lease: Duration = .seconds(300)
    /// How long one claim can be held in all, extensions included.
    package var maxHold: Duration = .seconds(1_200)
    /// How many claims one moderator can hold, and the most that one call can ask for.
    package var maxClaims = 10
    /// How long an item waits in Redis; afterwards it waits in MongoDB.
    package var itemTTL: Duration = .seconds(86_400)
    /// The target wait of each priority.
    package var targetUrgent: Duration = .seconds(300)
    package var targetHigh: Duration = .seconds(1_800)
    package var targetNormal: Duration = .seconds(14_400)
    package var targetLow: Duration = .seconds(86_400)
    /// How many claims can expire before the item is escalated.
    package var maxExpiries = 3
    /// How many moderators can release an item before it is escalated.
    package var maxReleases = 5
    /// How many items Redis holds; what is beyond waits in MongoDB.
    package var maxQueued = 100_000
    /// How many calls a second one server answers.
    package var maxRequests = 100_000
    /// How long results stay in Redis.
    package var resultsKept: Duration = .seconds(7 * 86_400)

    package init() {}

    package func targetWait(of priority: Priority) -> Duration {
        switch priority {
        case .urgent: targetUrgent
        case .high: targetHigh
        case .normal: targetNormal
        case .low: targetLow
        }
    }
}
