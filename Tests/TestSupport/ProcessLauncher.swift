import Foundation
import Glibc

/// The one thread that starts child processes.
///
/// The kernel's parent-death signal follows the *thread* that forked, not its process. A child started by a thread
/// of a pool would be killed when the pool retires that thread; this one lives as long as the test process.
///
/// Thread safety: `waiting` is guarded by `condition`; everything else is constant.
final class ProcessLauncher: @unchecked Sendable {
    static let shared = ProcessLauncher()

    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []

    private init() {
        Thread.detachNewThread { [self] in
            while true { next()() }
        }
    }

    /// Starts a program on the launching thread.
    /// - Returns: Its process id.
    func launch(_ program: ProgramStart) async throws(SystemError) -> pid_t {
        let result: Result<pid_t, SystemError> = await withCheckedContinuation { continuation in
            add {
                continuation.resume(
                    returning: Result { () throws(SystemError) in try program.spawn() }
                )
            }
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
