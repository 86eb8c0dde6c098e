import Moderation
import Synchronization

/// Reads that must see whatever was there when they were asked for: a caller shares the next read to begin, never one that is
/// under way.
final class SharedReads: Sendable {
    private let next = Mutex<Task<Result<Void, StoreFailure>, Never>?>(nil)
    private let running = Mutex<Task<Result<Void, StoreFailure>, Never>?>(nil)

    func value(_ read: @escaping @Sendable () async throws(StoreFailure) -> Void) async throws(StoreFailure) {
        let task = next.withLock { next in
            if let next { return next }
            let before = running.withLock { $0 }
            let task = Task { await begin(after: before, read) }
            next = task
            return task
        }
        try await task.value.get()
    }

    private func begin(
        after before: Task<Result<Void, StoreFailure>, Never>?,
        _ read: () async throws(StoreFailure) -> Void
    ) async -> Result<Void, StoreFailure> {
        _ = await before?.value
        next.withLock { next in
            running.withLock { $0 = next }
            next = nil
        }
        do throws(StoreFailure) {
            try await read()
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
