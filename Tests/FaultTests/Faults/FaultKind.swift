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
    case mongoSteppedDown = "MongoDB stepped down"
    case mongoKilled = "MongoDB primary killed"
    case clocksApart = "clocks apart"

    /// Where a server is to die, as `MODPILOT_FAILPOINT` names it.
    var failpoint: String? {
        let prefix = "killed at "
        return rawValue.hasPrefix(prefix) ? String(rawValue.dropFirst(prefix.count)) : nil
    }

    /// Whether Redis can have lost what it had acknowledged: with its append-only file it can lose the last second.
    var mayLoseData: Bool { [.redisKilled, .redisEmptied, .replicaPromoted].contains(self) }

    /// Whether it means anything to a client of that tier.
    func concerns(_ tier: FaultPlan.Tier) -> Bool {
        switch self {
        case .streamStored, .redisKilled, .redisEmptied, .scriptsFlushed, .writesPaused, .redisPaused, .redisFull,
            .replicaPromoted:
            tier == .redis
        default: true
        }
    }
}
