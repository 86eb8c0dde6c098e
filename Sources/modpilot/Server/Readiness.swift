import Moderation
import ModerationAPI
import MongoClient
import RedisClaims
import Secrets
import Synchronization

/// Whether the claim path really works now: an item of its own is claimed from Redis, and MongoDB has a primary that takes
/// writes. Asked more often than five times a second, it answers what it saw last.
///
/// What clients have of their own is not asked here: each is watched by its own probe.
final class Readiness: Sendable {
    private let claims: RedisClaims
    private let mongo: MongoClient
    private let ownPlaces: @Sendable () -> (places: Int, down: Int)
    private let isStoodInFor: @Sendable () -> Bool
    private let linesToRead: @Sendable () -> Int
    private let otherRedis: @Sendable () -> String?
    private let clockLag: @Sendable () -> Duration?
    private let changes: LogChanges
    private let state = Mutex(State())

    private struct State {
        var seen: (problems: [ReadinessProblem], at: ContinuousClock.Instant)?
        var look: Task<[ReadinessProblem], Never>?
    }

    private static let goodFor: Duration = .milliseconds(200)

    /// - Parameters:
    ///   - claims: over the server's own Redis.
    ///   - isStoodInFor: whether MongoDB hands out the claims of all who should be served from there.
    ///   - linesToRead: how many clients have to wait until their claims are read from MongoDB.
    ///   - otherRedis: why the server's own Redis is not the one to use, where another one is in force.
    ///   - clockLag: by how much the clock of MongoDB's primary is behind the time of claims.
    ///   - ownPlaces: how many Redis servers clients have for themselves, and how many of them are down.
    init(
        claims: RedisClaims,
        mongo: MongoClient,
        ownPlaces: @escaping @Sendable () -> (places: Int, down: Int),
        isStoodInFor: @escaping @Sendable () -> Bool,
        linesToRead: @escaping @Sendable () -> Int,
        otherRedis: @escaping @Sendable () -> String?,
        clockLag: @escaping @Sendable () -> Duration?,
        changes: LogChanges
    ) {
        self.changes = changes
        self.ownPlaces = ownPlaces
        self.isStoodInFor = isStoodInFor
        self.linesToRead = linesToRead
        self.otherRedis = otherRedis
        self.clockLag = clockLag
        self.claims = claims
        self.mongo = mongo
    }

    /// What doesn't work, for people; empty if all does.
    func problems() async -> [ReadinessProblem] {
        let now = ContinuousClock.now
        if let seen = state.withLock({ $0.seen }), now - seen.at < Self.goodFor { return seen.problems }
        let look = state.withLock { state in
            if let look = state.look { return look }
            let look = Task { await probe() }
            state.look = look
            return look
        }
        return await look.value
    }

    private func probe() async -> [ReadinessProblem] {
        async let redis = redisProblem()
        async let mongo = mongoProblem()
        let problems = [await redis, await mongo, ownProblem(), lineProblem(), clockProblem()].compactMap { $0 }
        state.withLock { state in
            state.seen = (problems, ContinuousClock.now)
            state.look = nil
        }
        return problems
    }

    private func redisProblem() async -> ReadinessProblem? {
        if let otherRedis = otherRedis() { return ReadinessProblem(part: "redis", detail: otherRedis) }
        do throws(StoreFailure) {
            try await claims.probe(RandomIdentifier.make())
            changes.worked("walk the claim path")
            return nil
        } catch {
            changes.failed("walk the claim path", error.description)
            guard isStoodInFor() else {
                return ReadinessProblem(part: "redis", detail: "no item can be claimed; the log says why")
            }
            return ReadinessProblem(
                part: "redis",
                detail: "it can't be reached, and claims go on from MongoDB until it is back; the log says more",
                isPartial: true
            )
        }
    }

    private func ownProblem() -> ReadinessProblem? {
        let (places, down) = ownPlaces()
        guard down > 0 else { return nil }
        let part = "\(down) of \(places) Redis servers that clients have for themselves"
        return ReadinessProblem(
            part: "client-redis",
            detail: "\(part) can't be reached; the log says which, and their claims go on from MongoDB",
            isPartial: true
        )
    }

    private func lineProblem() -> ReadinessProblem? {
        let count = linesToRead()
        guard count > 0 else { return nil }
        return ReadinessProblem(
            part: "claims-in-mongodb",
            detail: "the claims of \(count) clients are still being read from MongoDB"
        )
    }

    private func clockProblem() -> ReadinessProblem? {
        guard let lag = clockLag() else { return nil }
        return ReadinessProblem(
            part: "clock-of-mongodb",
            detail: "the primary's clock is \(lag.components.seconds) s behind the one before; claims go on by the "
                + "time that has passed since",
            isPartial: true
        )
    }

    private func mongoProblem() async -> ReadinessProblem? {
        do throws(MongoError) {
            let reply = try await mongo.command(
                ["hello": 1],
                kind: .readWrite,
                database: "admin",
                timeout: .seconds(3)
            )
            guard reply.bool("isWritablePrimary") != true else { return nil }
            return ReadinessProblem(part: "mongodb", detail: "there is no primary that takes writes")
        } catch {
            changes.failed("reach MongoDB", "\(mongo): \(error)")
            return ReadinessProblem(part: "mongodb", detail: "it does not answer; the log says why")
        }
    }
}
