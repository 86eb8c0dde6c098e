import Foundation
import Glibc

/// The one thread that starts child processes.
///
/// The kernel's parent-death signal follows the *thread* that forked, not its process. A child started by a thread
/// of a pool would be killed when the pool retires that thread; this one lives as long as the test process.
/// A child also inherits the signals that its thread blocks, which on a pool's thread are nearly all, SIGTERM among
/// them; this thread blocks none.
///
/// Thread safety: `waiting` is guarded by `condition`; everything else is constant.
final class ProcessLauncher: @unchecked Sendable {
    static let shared = ProcessLauncher()

    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []

    private init() {
        Thread.detachNewThread { [self] in
            var none = sigset_t()
            // Both calls only read or fill the local set.
            unsafe sigemptyset(&none)
            unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
            while true { next()() }
        }
    }

    /// Runs `work` on the launching thread.
    func launch<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            add { continuation.resume(returning: Result { try work() }) }
        }
        return try result.get()
    }

    private func add(_ work: @escaping @Sendable () -> Void) {
        condition.lock()
        defer { condition.unlock() }
        waiting.append(work)
        condition.signal()
    }

    private func next() -> @Sendable () -> Void {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty { condition.wait() }
        return waiting.removeFirst()
    }
}
