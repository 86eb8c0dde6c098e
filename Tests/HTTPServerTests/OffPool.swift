import Glibc

/// Runs blocking code on a thread of its own, so that it holds none of Swift's few.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedContinuation { (done: CheckedContinuation<Result<Value, any Error>, Never>) in
        BlockingThread.start { done.resume(returning: Result { try body() }) }
    }.get()
}

private final class BlockingThread: Sendable {
    private let body: @Sendable () -> Void

    private init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        // The new thread takes the reference over.
        let context = unsafe Unmanaged.passRetained(BlockingThread(body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, blockingThreadMain, context)
        precondition(code == 0, "no thread for a test")
        pthread_detach(thread)
    }

    fileprivate func run() {
        body()
    }
}

private func blockingThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // The reference that `start` retained.
    unsafe Unmanaged<BlockingThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
