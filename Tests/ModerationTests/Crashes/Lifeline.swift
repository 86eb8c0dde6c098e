import Moderation
import Synchronization

/// The life of one server process: when it is cut, none of its calls reaches a store any more.
final class Lifeline: Sendable {
    private struct State {
        var isDead = false
        /// Calls until it dies; the last of them dies behind its effect if `effect` says so.
        var callsLeft: Int?
        var lastHasEffect = false
    }

    private let state = Mutex(State())

    var isDead: Bool { state.withLock(\.isDead) }

    func cut() { state.withLock { $0.isDead = true } }

    /// Dies in the `calls`-th call from now, 1 being the next: before it reaches the store, or after its effect but
    /// before its answer.
    func cut(inCall calls: Int, afterEffect: Bool) {
        state.withLock {
            $0.callsLeft = calls
            $0.lastHasEffect = afterEffect
        }
    }

    /// Makes a call as a process that may die of it.
    func call<Answer>(
        _ body: () async throws(StoreFailure) -> Answer
    ) async throws(StoreFailure) -> Answer {
        let (reaches, answers) = state.withLock { state in
            if state.isDead { return (false, false) }
            guard let left = state.callsLeft else { return (true, true) }
            state.callsLeft = left - 1
            guard left <= 1 else { return (true, true) }
            state.isDead = true
            return (state.lastHasEffect, false)
        }
        guard reaches else { throw StoreFailure("the process is dead") }
        let answer = try await body()
        guard answers else { throw StoreFailure("the process died") }
        return answer
    }
}
