import Cluster
import EventLoop
import Moderation
import RedisClaims
import RedisClient
import Waiting

/// One Redis as this server uses it: a connection and a claim store for each loop, and one connection that listens.
///
/// Nothing in it is shared with another Redis, so that one that is slow or away costs its own clients alone: calls beyond
/// its own bound are refused at once, and so is every call between a failure and the first sign of life.
final class RedisSite: Sendable {
    let url: RedisURL
    /// By what the other servers know it.
    let name: RedisName
    /// In the order of the server's loops. Each connects with its first call.
    let stores: [LoopStores]
    private let wakeUps: RedisSubscription
    private let kept: KeptConnections
    private let known: KnownEpochs
    let probe: RedisProbe
    private let probing: Task<Void, Never>

    /// - Parameters:
    ///   - isShared: whether it is the server's own, which all clients without one of theirs share.
    ///   - watch: a loop that serves no calls.
    init(
        _ url: RedisURL,
        isShared: Bool,
        loops: EventLoopGroup,
        watch: EventLoop,
        records: any LineRecords,
        journal: any ClaimJournal,
        waiting: WaitingRoom,
        begun: BegunLines,
        permits: RedisPermits,
        changes: LogChanges
    ) throws(RedisError) {
        self.url = url
        let name = isShared ? RedisName.shared : RedisName("\(url)")
        self.name = name
        let probe = try RedisProbe(url, on: watch)
        self.probe = probe
        var options = RedisOptions()
        options.clientName = "modpilot"
        if !isShared { options.maximumPendingCommands = Self.callsOfOneLoop }
        // What one loop learns serves the others, but never another Redis.
        let known = KnownEpochs(begun: begun.note)
        self.known = known
        var stores: [LoopStores] = []
        for loop in loops.loops {
            stores.append(
                try LoopStores(
                    loop: loop,
                    url: url,
                    records: records,
                    known: known,
                    journal: journal,
                    refusal: { permits.refusal(name, at: url, seen: probe.identity, over: $0) },
                    losses: changes.lost,
                    options: options
                )
            )
        }
        self.stores = stores
        wakeUps = try WakeUps.listen(
            to: url,
            called: isShared ? "Redis" : "\(url)",
            on: loops.any(),
            for: waiting,
            changes: changes
        )
        let kept = KeptConnections(
            connections: stores.flatMap(\.connections),
            wakeUps: wakeUps,
            url: url,
            changes: changes
        )
        self.kept = kept
        probing = watch.spawn { await probe.run { kept.check(against: $0) } }
    }

    /// The identity of the Redis to which the address led when it was last seen, a second ago or two; nil while none was, or where
    /// it tells none.
    var identity: String? { probe.identity }

    /// Whether claims could have been made in this Redis at some time in this life of the server.
    var hasServed: Bool { probe.hasServed }

    /// Has the record asked what was given out, with the next call for each client.
    func askAgain() { known.askAgain() }

    /// Calls under way on one loop, of all clients of a Redis that is not the server's.
    private static let callsOfOneLoop = 2_000

    func close() async {
        probing.cancel()
        await probing.value
        await wakeUps.close()
        for store in stores { await store.close() }
    }
}
