extension EventLoop {
    /// Starts a task whose nonisolated work runs on this loop, without hopping to the shared pool and back.
    /// The preference reaches its child tasks, not a plain `Task { }` that it starts.
    @discardableResult
    package func spawn<Success: Sendable>(
        _ body: @escaping @Sendable () async -> Success
    ) -> Task<Success, Never> {
        Task(executorPreference: self) { await body() }
    }

    /// The same for work that can fail.
    @discardableResult
    package func spawn<Success: Sendable>(
        throwing body: @escaping @Sendable () async throws -> Success
    ) -> Task<Success, any Error> {
        Task(executorPreference: self) { try await body() }
    }
}
