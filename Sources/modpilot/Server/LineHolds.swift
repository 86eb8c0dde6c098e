import Cluster
import Moderation
import Synchronization

/// Which lines have just moved, see `FailoverHold`.
final class LineHolds: Sendable {
    private let hold = Mutex(FailoverHold<ClientID>())

    /// - Parameter places: where the lines of all clients are.
    func see(_ places: [(client: Client, place: LinePlace)]) {
        let now = ContinuousClock.now
        let all = Set(places.map(\.client.id))
        hold.withLock { hold in
            hold.forget(all: all)
            for (client, place) in places where place.next == nil {
                let settings = client.settings
                hold.see(
                    client.id,
                    isTakenOver: settings.tier == .redis && place.store == .mongo,
                    isWanted: settings.tier == .redis && settings.standIn,
                    servedSince: place.servedSince,
                    at: now
                )
            }
        }
    }

    func mayMove(_ client: ClientID) -> Bool {
        let now = ContinuousClock.now
        return hold.withLock { $0.mayMove(client, at: now) }
    }
}
