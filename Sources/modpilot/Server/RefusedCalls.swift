import Moderation
import Synchronization

/// Says why calls were refused because a store was away: some lines a second, however many calls there are, or an outage would fill
/// the disk.
final class RefusedCalls: Sendable {
    private let log: Log
    private let state = Mutex(State())

    private struct State {
        var since = ContinuousClock.now
        var said = 0
        var unsaid = 0
    }

    private static let mostInSecond = 10

    init(_ log: Log) { self.log = log }

    /// - Parameter id: of the request, as the caller was told.
    func add(_ failure: StoreFailure, _ id: String) {
        let now = ContinuousClock.now
        let unsaid = state.withLock { state -> Int? in
            if now - state.since >= .seconds(1) {
                state.since = now
                state.said = 0
            }
            guard state.said < Self.mostInSecond else {
                state.unsaid += 1
                return nil
            }
            state.said += 1
            defer { state.unsaid = 0 }
            return state.unsaid
        }
        guard let unsaid else { return }
        let more = unsaid > 0 ? [("others", "\(unsaid)")] as [(StaticString, String)] : []
        log.warning("unavailable", [("request_id", id), ("reason", failure.description)] + more)
    }
}
