import Moderation
import Synchronization

/// Says how far a comparison is, twice a second at most.
final class ReconcileProgress: Sendable {
    private let state = Mutex(State())

    private struct State {
        var shown = ContinuousClock.now
        var compared = 0
        var found = 0
    }

    /// - Parameter report: of the client that is being compared.
    func advance(_ client: ClientID, _ report: DriftReport) {
        let text = state.withLock { state -> String? in
            guard ContinuousClock.now - state.shown >= .milliseconds(500) else { return nil }
            state.shown = ContinuousClock.now
            return "\(client): \(state.compared + report.itemsCompared) compared, \(state.found + report.found) differ"
        }
        if let text { Terminal.progress(text, isLast: false) }
    }

    func add(_ report: DriftReport) {
        state.withLock { state in
            state.compared += report.itemsCompared
            state.found += report.found
        }
    }

    func finish() {
        let (compared, found) = state.withLock { ($0.compared, $0.found) }
        Terminal.progress("\(compared) compared, \(found) differ", isLast: true)
    }
}
