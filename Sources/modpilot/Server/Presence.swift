import Moderation
import MongoClient
import MongoRecords
import MongoShared
import RedisClient
import Synchronization

/// Tells the other servers, through MongoDB, that this one lives, by which version of the directory it goes and which Redis
/// it can't reach; and knows the same of them.
final class Presence: Sendable {
    /// Unique to this life of the server.
    let name: String
    private let servers: ServerRecords
    private let directory: Directory
    private let journal: MongoJournal
    private let clients: ClientPlaces
    private let sites: RedisSites
    private let changes: LogChanges
    private let others = Mutex<[LivingServer]>([])

    private static let pause: Duration = .milliseconds(250)
    /// A call that was answered just before its line left has added its claim to the journal by then.
    private static let grace: Duration = .milliseconds(100)

    init(
        name: String,
        servers: ServerRecords,
        directory: Directory,
        journal: MongoJournal,
        clients: ClientPlaces,
        sites: RedisSites,
        changes: LogChanges
    ) {
        self.name = name
        self.servers = servers
        self.directory = directory
        self.journal = journal
        self.clients = clients
        self.sites = sites
        self.changes = changes
    }

    /// Runs until cancelled.
    func run() async {
        var followed: Int64 = 0
        while !Task.isCancelled {
            await look(&followed)
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Says that this server is no more: behind its last claim, once that is written down.
    func leave() async { try? await servers.leave(name, within: .seconds(1)) }

    /// - Parameter followed: the last version by which this server went, with all that it did by older ones written down.
    private func look(_ followed: inout Int64) async {
        let urls = clients.redisURLs
        sites.watch(urls)
        guard let version = directory.version else { return }
        if version != followed {
            try? await Task.sleep(for: Self.grace)
            if await journal.flush() { followed = version }
        }
        let unreachable = urls.filter(sites.isDown).map(\.description)
        do throws(MongoError) {
            try await servers.note(name, goesBy: followed, unreachable: unreachable)
            let living = try await servers.living()
            others.withLock { $0 = living }
            changes.worked("tell other servers of this one")
        } catch {
            changes.failed("tell other servers of this one", "\(error)")
        }
    }

    /// Whether some server that lives can't reach a Redis: while that is so, nobody's claims are handed out from there.
    func isUnreachable(_ url: RedisURL) -> Bool {
        sites.isDown(url) || others.withLock { $0.contains { $0.unreachable.contains(url.description) } }
    }

    /// How long one that lives and does not follow is waited for, before all is tried again.
    private static let patience: Duration = .seconds(10)

    /// Waits until every server that lives goes by a version of the directory or a newer one.
    ///
    /// - Throws: also where that took too long or this server stops: then nobody may take it for done.
    func allGoBy(_ version: Int64) async throws(MongoError) {
        let end = ContinuousClock.now + Self.patience
        while !Task.isCancelled, ContinuousClock.now < end {
            if try await servers.living().allSatisfy({ $0.version >= version }) { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
        throw .unavailable(
            "other servers have not followed to version \(version) of the directory",
            maybeExecuted: false
        )
    }
}
