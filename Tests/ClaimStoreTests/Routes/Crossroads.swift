import Moderation
import Synchronization

/// Routes that a test changes.
final class Crossroads: ClaimRoutes {
    private let fallback: any ClaimStore & BoundedLine
    private let routes = Mutex<[ClientID: Result<any ClaimStore & BoundedLine, StoreFailure>]>([:])
    private let places = Mutex<[ClientID: [LinePlace]]>([:])
    private let turns = Mutex<[Int]>([])
    private let certifying = Mutex<[StoreFailure?]>([])
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
            },
            turn: turns.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 0 }
        )
    }

    /// Where a client's line is said to be, one place each time that somebody asks; the last one stays.
    func lead(_ client: ClientID, through places: LinePlace...) { self.places.withLock { $0[client] = places } }

    /// The turn of each route, one each time that somebody asks; the last one stays.
    func turn(_ turns: Int...) { self.turns.withLock { $0 = turns } }

    /// What the next claims to be told are answered with.
    func certify(_ answers: StoreFailure?...) { certifying.withLock { $0 = answers } }

    func certify(
        _ events: [ItemEvent],
        toldAt now: Timestamp?,
        of client: Client,
        from route: ClaimRoute
    ) async throws(StoreFailure) {
        if let failure = certifying.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
    }

    /// What happens when somebody asks where a client has gone to.
    func whenFollowed(_ body: @escaping @Sendable (Client) -> Client?) { following.withLock { $0 = body } }

    func follow(_ client: Client, since: ContinuousClock.Instant) async -> Client? {
        following.withLock { $0 }?(client)
    }
}
