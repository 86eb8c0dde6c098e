import Moderation
import ModerationAPI
import Synchronization

/// Tokens in memory.
final class KnownCallers: CallerDirectory {
    private let callers = Mutex<[String: Caller]>([:])
    let failure = Mutex<StoreFailure?>(nil)

    func add(_ token: String, _ caller: Caller) { callers.withLock { $0[token] = caller } }

    func caller(bearing token: String) async throws(StoreFailure) -> Caller? {
        if let failure = failure.withLock(\.self) { throw failure }
        return callers.withLock { $0[token] }
    }
}
