import Moderation
import RedisClaims
import Synchronization

/// The stores of all places as one loop reaches them.
final class ClientRoutes: ClaimRoutes {
    private let shared: RedisClaims
    private let sites: RedisSites
    /// Of this loop, in the order of the server's.
    private let loop: Int
    /// So that a URL is read once and not with each call. Of one loop: nobody waits for it.
    private let cache = Mutex(Cache())

    private struct Cache {
        var closings = 0
        var stores: [RedisAddress: RedisClaims] = [:]
    }

    init(sites: RedisSites, loop: Int) {
        self.sites = sites
        self.loop = loop
        shared = sites.shared.stores[loop].claims
    }

    func store(for client: Client) throws(StoreFailure) -> any ClaimStore & BoundedLine {
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
        let claims = try claims(at: try Place(of: client, shared: sites.shared.url))
        cache.withLock { cache in
            if cache.closings == closings { cache.stores[address] = claims }
        }
        return claims
    }

    /// The claim store of a place on this loop.
    func claims(at place: Place) throws(StoreFailure) -> RedisClaims {
        switch place {
        case .redis(let url): try sites.site(at: url).stores[loop].claims
        }
    }
}
