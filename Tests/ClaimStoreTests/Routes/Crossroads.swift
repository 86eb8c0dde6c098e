import Moderation
import Synchronization

/// Routes that a test changes.
final class Crossroads: ClaimRoutes {
    private let fallback: any ClaimStore & BoundedLine
    private let routes = Mutex<[ClientID: Result<any ClaimStore & BoundedLine, StoreFailure>]>([:])

    /// - Parameter fallback: serves whoever has no route of its own.
    init(_ fallback: any ClaimStore & BoundedLine) { self.fallback = fallback }

    func send(_ client: ClientID, to route: Result<any ClaimStore & BoundedLine, StoreFailure>) {
        routes.withLock { $0[client] = route }
    }

    func store(for client: Client) throws(StoreFailure) -> any ClaimStore & BoundedLine {
        try (routes.withLock { $0[client.id] } ?? .success(fallback)).get()
    }
}
