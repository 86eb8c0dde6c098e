import Moderation
import Synchronization

/// Routes that a test changes.
final class Crossroads: ClaimRoutes {
    private let fallback: any ClaimStore & BoundedLine
    private let routes = Mutex<[ClientID: Result<any ClaimStore & BoundedLine, StoreFailure>]>([:])
    private let places = Mutex<[ClientID: [LinePlace]]>([:])
    private let following = Mutex<(@Sendable (Client) -> Client?)?>(nil)

    /// - Parameter fallback: serves whoever has no route of its own.
    init(_ fallback: any ClaimStore & BoundedLine) { self.fallback = fallback }

    func send(_ client: ClientID, to route: Result<any ClaimStore & BoundedLine, StoreFailure>) {
        routes.withLock { $0[client] = route }
    }

    func route(for client: Client) throws(StoreFailure) -> ClaimRoute {
        ClaimRoute(
            store: try (routes.withLock { $0[client.id] } ?? .success(fallback)).get(),
            place: places.withLock { places in
                guard let next = places[client.id]?.first else { return nil }
                if places[client.id]?.count ?? 0 > 1 { places[client.id]?.removeFirst() }
                return next
            }
        )
    }

    /// Where a client's line is said to be, one place each time that somebody asks; the last one stays.
    func lead(_ client: ClientID, through places: LinePlace...) { self.places.withLock { $0[client] = places } }

    /// What happens when somebody asks where a client has gone to.
    func whenFollowed(_ body: @escaping @Sendable (Client) -> Client?) { following.withLock { $0 = body } }

    func follow(_ client: Client, since: ContinuousClock.Instant) async -> Client? {
        following.withLock { $0 }?(client)
    }
}
