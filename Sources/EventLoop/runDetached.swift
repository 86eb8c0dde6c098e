import Glibc

/// Runs `body` on a thread that nobody joins; false if none could be started.
package func runDetached(_ body: @escaping @Sendable () -> Void) -> Bool {
    // Given back by the thread, or below.
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    guard unsafe pthread_create(&thread, nil, threadMain, box.toOpaque()) == 0 else {
        // The thread that would have taken the reference does not exist.
        unsafe box.release()
        return false
    }
    pthread_detach(thread)
    return true
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
        // The one reference that `runDetached` retained.
        unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
    }
    return nil
}
