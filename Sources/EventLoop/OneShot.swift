import Synchronization

/// The one outcome of a wait: the first `end` counts, whether it comes before or after `wait`.
package final class OneShot<End: Sendable>: Sendable {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<End, Never>)
        case ended(End)
    }

    private let state = Mutex(State.fresh)

    package init() {}

    /// Suspends until the end; to be called once.
    package func wait() async -> End {
        await withCheckedContinuation { continuation in
            let known: End? = state.withLock { state in
                if case .ended(let end) = state { return end }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    package func end(_ end: End) {
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
