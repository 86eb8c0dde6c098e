import Synchronization

/// The one-shot outcome of a sleep: the first `end` counts, whether it comes before or after `wait`.
final class LoopSleep: Sendable {
    enum End {
        case slept, cancelled
    }

    private enum State {
        case fresh
        case waiting(CheckedContinuation<End, Never>)
        case ended(End)
    }

    private let state = Mutex(State.fresh)

    func wait() async -> End {
        await withCheckedContinuation { continuation in
            let known: End? = state.withLock { state in
                if case .ended(let end) = state { return end }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func end(_ end: End) {
        let waiter: CheckedContinuation<End, Never>? = state.withLock { state in
            switch state {
            case .fresh:
                state = .ended(end)
                return nil
            case .waiting(let continuation):
                state = .ended(end)
                return continuation
            case .ended:
                return nil
            }
        }
        waiter?.resume(returning: end)
    }
}
