import Moderation
import Synchronization

/// Which lines are to be in memory, because this server has just started, or are being read.
final class LineLoads: Sendable {
    private let state = Mutex(State())

    private struct State {
        var expected: Set<ClientID> = []
        var expectedUntil = ContinuousClock.now
        var begun: [ClientID: ContinuousClock.Instant] = [:]
    }

    /// Shorter ones are nothing that a caller notices.
    private static let noticed: Duration = .milliseconds(500)

    /// A client that is not asked for here within this time is one that has gone.
    private static let expectedFor: Duration = .seconds(60)

    func expect(_ clients: [ClientID]) {
        state.withLock { state in
            state.expected.formUnion(clients)
            state.expectedUntil = .now + Self.expectedFor
        }
    }

    func begin(_ client: ClientID) { state.withLock { $0.begun[client] = .now } }

    /// However it ended: what could not be read is no reason to keep others waiting.
    func end(_ client: ClientID) {
        state.withLock { state in
            state.begun[client] = nil
            state.expected.remove(client)
        }
    }

    /// How many lines a caller would have to wait for.
    var pending: Int {
        let now = ContinuousClock.now
        return state.withLock { state in
            if state.expectedUntil < now { state.expected = [] }
            return state.expected.count
                + state.begun.count { !state.expected.contains($0.key) && now - $0.value > Self.noticed }
        }
    }
}
