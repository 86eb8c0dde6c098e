import Synchronization

/// Work that many want at once and that is done once for all of them.
package final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let running = Mutex<[Key: Task<Result<Value, StoreFailure>, Never>]>([:])

    package init() {}

    /// What the work gives that is under way for `key`; begins it if none is. It goes on when this caller's task is cancelled.
    package func value(
        for key: Key,
        _ work: @escaping @Sendable () async throws(StoreFailure) -> Value
    ) async throws(StoreFailure) -> Value {
        let task = running.withLock { running in
            if let task = running[key] { return task }
            let task = Task { await finish(key, work) }
            running[key] = task
            return task
        }
        return try await task.value.get()
    }

    private func finish(
        _ key: Key,
        _ work: () async throws(StoreFailure) -> Value
    ) async -> Result<Value, StoreFailure> {
        defer { running.withLock { $0[key] = nil } }
        do throws(StoreFailure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
