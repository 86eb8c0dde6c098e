import Synchronization

/// Work that many want at once, and that is done once for all who asked before it began: what is under way may have missed what
/// a caller knows of.
package final class FreshWork<Key: Hashable & Sendable>: Sendable {
    private typealias Run = Task<Result<Void, StoreFailure>, Never>

    private struct Runs {
        var current: Run
        var next: Run?
    }

    private let runs = Mutex<[Key: Runs]>([:])

    package init() {}

    /// Returns when a run has ended that began behind this call. It goes on when this caller's task is cancelled.
    package func done(
        for key: Key,
        _ work: @escaping @Sendable () async throws(StoreFailure) -> Void
    ) async throws(StoreFailure) {
        let run = runs.withLock { runs in
            guard let known = runs[key] else {
                let run = Task { await finish(key, work) }
                runs[key] = Runs(current: run)
                return run
            }
            if let next = known.next { return next }
            let next = Task {
                _ = await known.current.value
                return await finish(key, work)
            }
            runs[key]?.next = next
            return next
        }
        try await run.value.get()
    }

    private func finish(
        _ key: Key,
        _ work: () async throws(StoreFailure) -> Void
    ) async -> Result<Void, StoreFailure> {
        defer {
            runs.withLock { runs in
                runs[key] = runs[key]?.next.map { Runs(current: $0) }
            }
        }
        do throws(StoreFailure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
