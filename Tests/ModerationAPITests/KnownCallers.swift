import Moderation
import ModerationAPI
import Synchronization

/// Tokens in memory.
final class KnownCallers: CallerDirectory {
    private let callers = Mutex<[String: Caller]>([:])
    let failure = Mutex<StoreFailure?>(nil)
    /// How often a call in progress finds a token good yet.
    let looksLeft = Mutex<[String: Int]>([:])

    func add(_ token: String, _ caller: Caller) { callers.withLock { $0[token] = caller } }

    func revoke(_ token: String) { callers.withLock { $0[token] = nil } }

    func currentCaller(bearing token: String) -> Caller? {
        let isOver = looksLeft.withLock { looks in
            guard let left = looks[token] else { return false }
            looks[token] = left - 1
            return left <= 0
        }
        if isOver { return nil }
        return callers.withLock { $0[token] }.flatMap { $0.validUntil.map { $0 > .now } ?? true ? $0 : nil }
    }

    func caller(bearing token: String) async throws(StoreFailure) -> Caller? {
        if let failure = failure.withLock(\.self) { throw failure }
        return callers.withLock { $0[token] }
    }
}
