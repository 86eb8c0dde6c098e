import Cluster
import Moderation
import MongoClient
import MongoRecords
import RedisClient
import Synchronization

/// Says from which Redis this server may hand out: of two that are alive at once, only from the one that MongoDB has in force.
///
/// An address can be led to a promoted replica while the old primary lives on, and servers can be configured with different
/// addresses. Each server knows by new connections where its address leads (`RedisSite.identity`). It uses what it reaches only
/// while that is in force, and puts it in force where no other living server reaches the one before: after a restart, and after a
/// failover, once the last server has followed.
final class RedisPermits: Sendable {
    private let servers: ServerRecords
    private let changes: LogChanges
    private let state = Mutex(State())

    private struct State {
        var known: [RedisName: Known] = [:]
        /// How often anything changed by which a Redis may be used.
        var turns = 0

        mutating func note(_ inForce: RedisInForce?, _ name: RedisName) {
            var redis = known[name] ?? Known()
            guard redis.inForce != inForce else { return }
            turns += 1
            if let former = redis.inForce, former.identity != inForce?.identity {
                redis.handover = RedisHandover(from: former.identity, at: .now)
            }
            redis.inForce = inForce
            known[name] = redis
        }
    }

    private struct Known {
        var inForce: RedisInForce?
        /// Since another one was put in force than was before; nil once it can be used.
        var handover: RedisHandover?
        /// The identity that the others know this server to reach.
        var told: String?
        var isMember = false
        var foreignSince: ContinuousClock.Instant?
        /// Why it may not be used.
        var problem: String?
    }

    init(servers: ServerRecords, changes: LogChanges) {
        self.servers = servers
        self.changes = changes
    }

    /// Rises whenever another Redis is in force.
    var turns: Int { state.withLock { $0.turns } }

    /// What is to be told of a Redis.
    func sight(of site: RedisSite) -> RedisSight {
        let isDown = site.probe.isDown
        return RedisSight(
            identity: isDown ? nil : site.identity,
            isDown: isDown,
            isMember: state.withLock { $0.known[site.name]?.isMember ?? false }
        )
    }

    /// Reads which Redis are in force, and no more: before a server whose sign of life was late hands out anything.
    func read(_ names: some Collection<RedisName>) async throws(MongoError) {
        let inForce = try await servers.redisInForce(names)
        state.withLock { state in
            for name in names { state.note(inForce[name], name) }
        }
    }

    /// Reads which Redis are in force, and puts those in force that may be.
    ///
    /// - Parameters:
    ///   - told: what this server has said in its last sign of life. What it has seen since does not count: others go by what
    ///     they were told.
    ///   - others: what the others said, read behind the last look.
    func look(
        _ redis: [RedisName: RedisSite],
        told sights: [RedisName: RedisSight],
        others: [ServerSign]
    ) async throws(MongoError) {
        var inForce = try await servers.redisInForce(redis.keys)
        for (name, site) in redis {
            guard let mine = sights[name] else { continue }
            let told = others.compactMap { $0.redis[name] }
            guard standing(name, site.url, mine, inForce[name], told) == .mayReplace, let identity = mine.identity
            else { continue }
            let mineInForce = RedisInForce(identity: identity, address: "\(site.url)")
            try await servers.putInForce(mineInForce, as: name, insteadOf: inForce[name])
            inForce[name] = try await servers.redisInForce([name])[name]
        }
        for (name, site) in redis {
            take(inForce[name], name, site, told: sights[name]?.identity, others.compactMap { $0.redis[name] })
        }
        state.withLock { state in state.known = state.known.filter { redis[$0.key] != nil } }
    }

    private func standing(
        _ name: RedisName,
        _ url: RedisURL,
        _ sight: RedisSight,
        _ inForce: RedisInForce?,
        _ others: [RedisSight]
    ) -> RedisStanding {
        let now = ContinuousClock.now
        let since = state.withLock { state in
            let isReached = others.contains { $0.identity != nil && $0.identity == inForce?.identity }
            let isForeign = inForce.map { $0.address != "\(url)" && $0.identity != sight.identity } ?? false
            let since = isForeign && !isReached ? state.known[name]?.foreignSince ?? now : nil
            state.known[name, default: Known()].foreignSince = since
            return since
        }
        return RedisStanding(
            sight,
            address: "\(url)",
            inForce: inForce,
            others: others,
            foreignFor: since.map { now - $0 } ?? .zero
        )
    }

    private func take(
        _ inForce: RedisInForce?,
        _ name: RedisName,
        _ site: RedisSite,
        told: String?,
        _ others: [RedisSight]
    ) {
        let sight = sight(of: site)
        let standing = standing(name, site.url, sight, inForce, others)
        let problem: String? =
            if case .other = standing, let inForce, let seen = sight.identity {
                Self.problem(name, site.url, seen, inForce)
            } else {
                nil
            }
        state.withLock { state in
            // Before the change is noted: these signs were read before it.
            if state.known[name]?.handover?.isOver(others: others, at: .now) ?? false {
                state.known[name]?.handover = nil
            }
            state.note(inForce, name)
            var known = state.known[name] ?? Known()
            known.told = told
            known.problem = problem
            if standing == .inForce, site.hasServed { known.isMember = true }
            state.known[name] = known
        }
        let what = "use the Redis \(name)"
        if let problem { changes.failed(what, problem) } else { changes.worked(what) }
    }

    private static func problem(
        _ name: RedisName,
        _ url: RedisURL,
        _ seen: String,
        _ inForce: RedisInForce
    ) -> String {
        let setting = name == .shared ? "MODPILOT_REDIS_URL" : "the name in --redis-url"
        return """
            \(url) leads to the Redis \(seen), but the one in force is \(inForce.identity), reached by \(inForce.address): \
            nothing is handed out from here. Have \(setting) lead to the same Redis on every server; the one in force is given up \
            when no server that lives reaches it
            """
    }

    /// Why a Redis may not be used now; nil where it is the one in force.
    func problem(_ name: RedisName) -> String? { state.withLock { $0.known[name]?.problem } }

    /// What a call is told that may not be carried out now: nothing was done, and a moment later it may be. Nil where it may.
    ///
    /// - Parameter seen: the identity of the Redis to which the address leads; nil where none is known.
    func refusal(
        _ name: RedisName,
        at url: RedisURL,
        seen: String?,
        over connection: RedisConnection
    ) -> StoreFailure? {
        guard !permits(name, seen: seen, over: connection.knownIdentity) else { return nil }
        return .held(problem(name) ?? "the Redis at \(url) is not known to be the one in force yet")
    }

    private func permits(_ name: RedisName, seen: String?, over reached: String?) -> Bool {
        // One that does not say which it is can't be told from another.
        if seen == nil, reached == "" { return true }
        guard let seen, let known = state.withLock({ $0.known[name] }), let inForce = known.inForce else {
            return false
        }
        return seen == inForce.identity && (reached ?? seen) == seen && known.told == seen && known.handover == nil
    }
}
