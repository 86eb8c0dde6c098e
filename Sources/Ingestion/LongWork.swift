/// Work that takes long where its input is large: it is done by the shared pool of threads, so that no event loop, and none of
/// those whom it serves, waits for it.
package enum LongWork {
    /// Less is done sooner than it is handed over.
    private static let bytesAtOnce = 64 << 10

    /// - Parameter bytes: of what `work` goes through.
    package static func run<Value: Sendable>(over bytes: Int, _ work: @Sendable () -> Value) async -> Value {
        guard bytes > bytesAtOnce else { return work() }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { await elsewhere(work) }
    }

    @concurrent
    private static func elsewhere<Value: Sendable>(_ work: @Sendable () -> Value) async -> Value { work() }
}
