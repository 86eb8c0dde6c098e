package import EventLoop

/// Loads an HTTP server on this machine from one event loop.
package enum HTTPLoad {
    /// Runs the plan to its end: each connection sends its next request when the answer to its last one is complete.
    ///
    /// - Parameter loop: does nothing else meanwhile, or the times measured are wrong.
    /// - Throws: the first thing that goes wrong on any connection.
    package static func run(_ plan: LoadPlan, on loop: EventLoop) async throws(LoadError) -> LoadResult {
        let result: Result<LoadResult, LoadError> = await withCheckedContinuation { continuation in
            loop.execute {
                LoadRun(plan, on: loop) { continuation.resume(returning: $0) }.start()
            }
        }
        return try result.get()
    }
}
