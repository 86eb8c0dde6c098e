import Synchronization

/// What all callers of a period share: how far it is, and what they saw.
final class LoadRecord: Sendable {
    private struct State {
        var phase = LoadPhase.working
        var holdersLeave = false
        var callersRepeat = false
        var observations = Observations()
        var operations: [String: Int] = [:]
        var longestCall = Duration.zero
    }

    private let state = Mutex(State())

    var phase: LoadPhase {
        get { state.withLock { $0.phase } }
        set { state.withLock { $0.phase = newValue } }
    }

    /// Whether moderators leave for good whose decisions got no answer.
    var holdersLeave: Bool {
        get { state.withLock { $0.holdersLeave } }
        set { state.withLock { $0.holdersLeave = newValue } }
    }

    /// Whether moderators leave most of their calls, and call again at once.
    var callersRepeat: Bool {
        get { state.withLock { $0.callersRepeat } }
        set { state.withLock { $0.callersRepeat = newValue } }
    }

    var observations: Observations { state.withLock { $0.observations } }

    /// How many calls of each kind were answered as their names say.
    var operations: [String: Int] { state.withLock { $0.operations } }

    /// How long the slowest answer took.
    var longestCall: Duration { state.withLock { $0.longestCall } }

    /// How many acknowledged items are open, as far as answers told.
    var backlog: Int { state.withLock { $0.observations.open.count } }

    func observe(_ change: (inout Observations) -> Void) {
        state.withLock { change(&$0.observations) }
    }

    func took(_ time: Duration) {
        state.withLock { $0.longestCall = max($0.longestCall, time) }
    }

    func count(_ operation: String, _ number: Int = 1) {
        state.withLock { $0.operations[operation, default: 0] += number }
    }
}
