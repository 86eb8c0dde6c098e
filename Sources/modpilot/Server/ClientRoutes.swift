import Moderation
import MongoClaims
import MongoRecords
import RedisClaims
import RedisClient
import Synchronization

/// The stores of all places as one loop reaches them.
final class ClientRoutes: ClaimRoutes {
    private let shared: RedisClaims
    private let sites: RedisSites
    private let mongo: MongoClaims
    private let lines: LineFinder
    private let membership: Membership
    private let journal: MongoJournal
    /// Of this loop, in the order of the server's.
    private let loop: Int
    /// So that a URL is read once and not with each call. Of one loop: nobody waits for it.
    private let cache = Mutex(Cache())

    private struct Cache {
        var closings = 0
        var stores: [RedisAddress: RedisClaims] = [:]
    }

    init(
        sites: RedisSites,
        mongo: MongoClaims,
        lines: LineFinder,
        membership: Membership,
        journal: MongoJournal,
        loop: Int
    ) {
        self.membership = membership
        self.journal = journal
        self.sites = sites
        self.mongo = mongo
        self.lines = lines
        self.loop = loop
        shared = sites.shared.stores[loop].claims
    }

    func route(for client: Client) throws(StoreFailure) -> ClaimRoute {
        let place = lines.place(of: client)
        // Another server may already do what this one can't see: whatever store it is in, nobody uses it any more.
        guard place.next == nil else { throw StoreFailure.moved(client.id, from: place.store) }
        switch place.store {
        case .mongo: return ClaimRoute(store: mongo, place: place)
        case .redis:
            // The line in MongoDB knows by itself whether it has been left.
            guard !lines.mayBeOutdated else { throw StoreFailure.moved(client.id, from: .redis) }
            return ClaimRoute(store: try redis(of: client), place: place, turn: lines.turn)
        }
    }

    func admit(_ client: Client, to route: ClaimRoute) throws(StoreFailure) {
        guard route.place?.store == .redis else { return }
        guard membership.mayHandOut(to: client) else {
            throw .held("MongoDB does not answer, and other servers may have taken over client \(client.id)")
        }
    }

    /// How long what is to be told may take to be written.
    private static let patience: Duration = .seconds(3)

    func certify(
        _ events: [ItemEvent],
        toldAt now: Timestamp?,
        of client: Client,
        from route: ClaimRoute
    ) async throws(StoreFailure) {
        guard route.place?.store == .redis, membership.couldBeTakenOver(client) else { return }
        if let now { journal.add(events, of: client.id, toldAt: now) }
        guard await journal.flush(within: Self.patience) else {
            throw StoreFailure("claims of client \(client.id) are not written down: MongoDB did not take them")
        }
        // Written behind a lapse it may come too late: the others may have looked before.
        guard lines.turn == route.turn else { throw .moved(client.id, from: .redis) }
        try admit(client, to: route)
    }

    func follow(_ client: Client, since: ContinuousClock.Instant) async -> Client? {
        await lines.follow(client, since: since)
    }

    private func redis(of client: Client) throws(StoreFailure) -> RedisClaims {
        guard let address = client.settings.redis else { return shared }
        let closings = sites.closings
        let known = cache.withLock { cache -> RedisClaims? in
            guard cache.closings == closings else {
                cache = Cache(closings: closings)
                return nil
            }
            return cache.stores[address]
        }
        if let known { return known }
        let claims = try claims(at: try Place.redis(of: client, shared: sites.shared.url))
        cache.withLock { cache in
            if cache.closings == closings { cache.stores[address] = claims }
        }
        return claims
    }

    /// The claim store of a Redis on this loop.
    func claims(at url: RedisURL) throws(StoreFailure) -> RedisClaims { try sites.site(at: url).stores[loop].claims }

    /// Where a client's line is while it is in this store.
    func movable(_ client: Client, in store: Tier) throws(StoreFailure) -> any MovableLine {
        switch store {
        case .mongo: return mongo
        case .redis:
            let claims = try redis(of: client)
            try claims.requirePermit()
            return claims
        }
    }
}
