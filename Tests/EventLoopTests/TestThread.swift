import Glibc

/// A plain thread for a test, outside Swift's pool.
///
/// Thread safety: the body is read once by the new thread, before which `init` wrote it; `handle` is the
/// creator's alone.
final class TestThread: @unchecked Sendable {
    private let body: @Sendable () -> Void
    private var handle = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let code = unsafe pthread_create(&handle, nil, testThreadMain, context)
        precondition(code == 0, "no thread for a test")
    }

    func join() {
        pthread_join(handle, nil)
    }

    fileprivate func run() {
        body()
    }
}

private func testThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // The reference that `init` retained for this thread.
    unsafe Unmanaged<TestThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
