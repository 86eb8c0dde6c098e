import Moderation
package import RedisClient
import Synchronization

/// A connection of its own for clients whose claims come with much content: nobody else's reply stands behind theirs, and no more
/// than a few of them are under way, in Redis's memory and in this process's.
package final class BulkWay: Sendable {
    let connection: RedisConnection
    private let state = Mutex(State())

    private struct State {
        var until: [ClientID: ContinuousClock.Instant] = [:]
        var underWay = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Content of one call's items from which on a client goes this way, for a while.
    private static let muchContent = 256 << 10
    private static let goesOnFor: Duration = .seconds(10)
    private static let mostUnderWay = 2
    /// More would have waited for longer than their callers do.
    private static let mostWaiting = 64

    package init(connection: RedisConnection) { self.connection = connection }

    /// - Parameter bytes: of what a call of the client brought, or took.
    func note(_ client: ClientID, bytes: Int) {
        guard bytes >= Self.muchContent else { return }
        state.withLock { $0.until[client] = .now + Self.goesOnFor }
    }

    func isTaken(by client: ClientID) -> Bool {
        state.withLock { state in
            guard !state.until.isEmpty, let until = state.until[client] else { return false }
            if until > .now { return true }
            state.until[client] = nil
            return false
        }
    }

    /// Runs `body` when its turn comes.
    func run<Value: Sendable>(
        _ body: () async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        guard await enter() else { throw .overloaded(address: connection.url.address) }
        defer { leave() }
        return try await body()
    }

    private func enter() async -> Bool {
        let isFree: Bool? = state.withLock { state in
            guard state.underWay >= Self.mostUnderWay else {
                state.underWay += 1
                return true
            }
            return state.waiting.count < Self.mostWaiting ? nil : false
        }
        if let isFree { return isFree }
        await withCheckedContinuation { turn in
            let mayGo = state.withLock { state in
                guard state.underWay >= Self.mostUnderWay else {
                    state.underWay += 1
                    return true
                }
                state.waiting.append(turn)
                return false
            }
            if mayGo { turn.resume() }
        }
        return true
    }

    private func leave() {
        // Who comes next takes the place that was had.
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.underWay -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
