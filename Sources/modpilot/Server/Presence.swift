import Cluster
import Moderation
import MongoClient
import MongoRecords
import Synchronization

/// Tells the other servers, through MongoDB, that this one lives, by which version of the directory it goes and what it sees of
/// each Redis; and goes by what they say.
final class Presence: Sendable {
    private let membership: Membership
    private let directory: Directory
    private let journal: MongoJournal
    private let clients: ClientPlaces
    private let sites: RedisSites
    private let permits: RedisPermits
    private let changes: LogChanges
    private let votes = Mutex<[RedisName: Vote]>([:])
    /// The last version by which this server went, with all that it did by older ones written down.
    private let followed = Mutex<Int64>(0)

    private struct Vote {
        let isDownForSome: Bool
        let isDownForAll: Bool
    }

    private static let pause: Duration = .milliseconds(250)
    /// What is seen of a Redis is told at once, since others may wait for it.
    private static let glance: Duration = .milliseconds(50)
    /// A call that was answered just before its line left has added its claim to the journal by then.
    private static let grace: Duration = .milliseconds(100)

    init(
        membership: Membership,
        directory: Directory,
        journal: MongoJournal,
        clients: ClientPlaces,
        sites: RedisSites,
        permits: RedisPermits,
        changes: LogChanges
    ) {
        self.membership = membership
        self.directory = directory
        self.journal = journal
        self.clients = clients
        self.sites = sites
        self.permits = permits
        self.changes = changes
    }

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.follow() }
            while !Task.isCancelled {
                let end = ContinuousClock.now + Self.pause
                let told = await tell()
                while !Task.isCancelled, ContinuousClock.now < end, told == nil || sights == told {
                    try? await Task.sleep(for: Self.glance)
                }
            }
            group.cancelAll()
        }
    }

    /// Aside from the signs of life: the history can be long in coming, and those must not.
    private func follow() async {
        while !Task.isCancelled {
            if let version = directory.version, version != followed.withLock({ $0 }) {
                try? await Task.sleep(for: Self.grace)
                if await journal.flush() { followed.withLock { $0 = version } }
            }
            try? await Task.sleep(for: Self.glance)
        }
    }

    private var redis: [RedisName: RedisSite] { clients.redis.compactMapValues(sites.known) }

    private var sights: [RedisName: RedisSight] { redis.mapValues(permits.sight) }

    /// - Returns: what was told of each Redis; nil where MongoDB did not take it.
    @discardableResult
    func tell() async -> [RedisName: RedisSight]? {
        sites.watch(Set(clients.redis.values))
        guard directory.version != nil else { return nil }
        let sights = sights
        let version = followed.withLock { $0 }
        do throws(MongoError) {
            let redis = redis
            try await membership.tell(version: version, redis: sights) {
                guard await directory.look() else { return false }
                return (try? await permits.read(redis.keys)) != nil
            }
            try await permits.look(redis, told: sights, others: membership.others)
            count(sights)
            changes.worked("tell other servers of this one")
            return sights
        } catch {
            changes.failed("tell other servers of this one", "\(error)")
            return nil
        }
    }

    private func count(_ mine: [RedisName: RedisSight]) {
        let others = membership.otherWitnesses
        let counted = mine.reduce(into: [RedisName: Vote]()) { votes, redis in
            let sights = [redis.value] + others.compactMap { $0.redis[redis.key] }
            votes[redis.key] = Vote(isDownForSome: sights.isDownForSome, isDownForAll: sights.isDownForAll)
        }
        votes.withLock { $0 = counted }
    }

    /// Whether a Redis is away for a server whose word counts: while that is so, MongoDB takes over for all.
    func isDown(_ name: RedisName) -> Bool { votes.withLock { $0[name]?.isDownForSome ?? false } }

    func isDownForAll(_ name: RedisName) -> Bool { votes.withLock { $0[name]?.isDownForAll ?? false } }
}
