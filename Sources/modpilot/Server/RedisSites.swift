import EventLoop
import Moderation
import RedisClient
import Synchronization
import Waiting

/// Every Redis that this server uses: its own, and those that clients have.
///
/// One of a client is taken up with the first call for it, and left when no client has named it for a while.
final class RedisSites: Sendable {
    /// The server's own.
    let shared: RedisSite
    private let loops: EventLoopGroup
    private let watch: EventLoop
    private let records: any LineRecords
    private let journal: any ClaimJournal
    private let waiting: WaitingRoom
    private let begun: BegunLines
    private let permits: RedisPermits
    private let changes: LogChanges
    private let state = Mutex(State())
    private let changeCount = Atomic<Int>(0)

    private struct State {
        var sites: [RedisURL: Used] = [:]
        var isClosed = false
    }

    private struct Used {
        let site: RedisSite
        var namedAt: ContinuousClock.Instant
    }

    /// Longer than a call may last that began while a client named it.
    private static let grace: Duration = .seconds(30)

    init(
        shared url: RedisURL,
        loops: EventLoopGroup,
        watch: EventLoop,
        records: any LineRecords,
        journal: any ClaimJournal,
        waiting: WaitingRoom,
        begun: BegunLines,
        permits: RedisPermits,
        changes: LogChanges
    ) throws(RedisError) {
        self.loops = loops
        self.watch = watch
        self.records = records
        self.journal = journal
        self.waiting = waiting
        self.begun = begun
        self.permits = permits
        self.changes = changes
        shared = try RedisSite(
            url,
            isShared: true,
            loops: loops,
            watch: watch,
            records: records,
            journal: journal,
            waiting: waiting,
            begun: begun,
            permits: permits,
            changes: changes
        )
    }

    /// Rises when a site is closed: what was remembered of sites no longer holds.
    var closings: Int { changeCount.load(ordering: .acquiring) }

    func site(at url: RedisURL) throws(StoreFailure) -> RedisSite {
        guard url != shared.url else { return shared }
        do throws(RedisError) {
            return try state.withLock { state throws(RedisError) in
                if let used = state.sites[url] { return used.site }
                guard !state.isClosed else { throw .closed }
                let site = try RedisSite(
                    url,
                    isShared: false,
                    loops: loops,
                    watch: watch,
                    records: records,
                    journal: journal,
                    waiting: waiting,
                    begun: begun,
                    permits: permits,
                    changes: changes
                )
                state.sites[url] = Used(site: site, namedAt: .now)
                return site
            }
        } catch {
            throw StoreFailure("\(error)", maybeDone: false)
        }
    }

    /// Closes what none of the clients has named for a while.
    func leaveAll(but named: Set<RedisURL>) async {
        let left = state.withLock { state in
            let now = ContinuousClock.now
            var left: [RedisSite] = []
            for (url, used) in state.sites {
                if named.contains(url) {
                    state.sites[url]?.namedAt = now
                } else if now - used.namedAt > Self.grace {
                    state.sites[url] = nil
                    left.append(used.site)
                }
            }
            if !left.isEmpty { changeCount.add(1, ordering: .releasing) }
            return left
        }
        for site in left { await site.close() }
    }

    /// What this server has of a Redis; nil for one that it does not use.
    func known(_ url: RedisURL) -> RedisSite? {
        url == shared.url ? shared : state.withLock { $0.sites[url]?.site }
    }

    /// See `RedisSite.askAgain`.
    func askAgain() {
        shared.askAgain()
        for used in state.withLock({ Array($0.sites.values) }) { used.site.askAgain() }
    }

    /// How many Redis servers clients have for themselves, and how many of them can't be reached.
    var ofClients: (places: Int, down: Int) {
        state.withLock { ($0.sites.count, $0.sites.values.count(where: \.site.probe.isDown)) }
    }

    /// Begins to use what clients name, so that it is known whether it answers.
    func watch(_ urls: Set<RedisURL>) {
        for url in urls { _ = try? site(at: url) }
    }

    func close() async {
        let sites = state.withLock { state in
            state.isClosed = true
            defer { state.sites = [:] }
            return state.sites.values.map(\.site)
        }
        changeCount.add(1, ordering: .releasing)
        for site in sites { await site.close() }
        await shared.close()
    }
}
