/// What is broken under the load.
enum FaultKind: String, Sendable, CaseIterable {
    case serverKilled = "server killed"
    case recordStored = "killed at record-stored"
    case recordPublished = "killed at record-published"
    case streamStored = "killed at stream-stored"
    case decisionBegun = "killed at decision-begun"
    case decisionStored = "killed at decision-stored"
    case decisionAcknowledged = "killed at decision-acknowledged"
    case decisionFenced = "killed at decision-fenced"
    case withdrawalStored = "killed at withdrawal-stored"
    case redisKilled = "Redis killed"
    case redisEmptied = "Redis emptied"
    case scriptsFlushed = "SCRIPT FLUSH"
    case writesPaused = "CLIENT PAUSE WRITE"
    case redisPaused = "CLIENT PAUSE ALL"
    case redisFull = "maxmemory"
    case replicaPromoted = "replica promoted"
    case failback
    case twoPrimaries = "two primaries"
    case readOnlyPrimary = "read-only primary"
    case keyLost = "one key lost"
    case redisClockApart = "clock apart in Redis"
    case repeatedAtOnce = "client repeats at once"
    case mongoSteppedDown = "MongoDB stepped down"
    case mongoKilled = "MongoDB primary killed"
    case clocksApart = "clocks apart"

    /// Where a server is to die, as `MODPILOT_FAILPOINT` names it.
    var failpoint: String? {
        let prefix = "killed at "
        return rawValue.hasPrefix(prefix) ? String(rawValue.dropFirst(prefix.count)) : nil
    }

    /// Whether Redis can have lost what it had acknowledged: with its append-only file it can lose the last second.
    var mayLoseData: Bool {
        switch self {
        case .redisKilled, .redisEmptied, .replicaPromoted, .failback, .twoPrimaries, .readOnlyPrimary, .keyLost,
            .redisClockApart:
            true
        default: false
        }
    }

    /// Whether servers die of it, and with them what they had not written down of the last moment's history.
    var killsServers: Bool { self == .serverKilled || self == .clocksApart || failpoint != nil }

    /// Whether it means anything to a client of that tier.
    func concerns(_ tier: FaultPlan.Tier) -> Bool {
        switch self {
        case .streamStored, .redisKilled, .redisEmptied, .scriptsFlushed, .writesPaused, .redisPaused, .redisFull,
            .replicaPromoted, .failback, .twoPrimaries, .readOnlyPrimary, .keyLost, .redisClockApart:
            tier == .redis
        default: true
        }
    }
}
