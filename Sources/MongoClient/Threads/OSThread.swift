import CMongoC
import Glibc

/// A thread of the program's own, for work that blocks.
enum OSThread {
    /// Starts a detached thread; `name` is cut after 15 bytes.
    ///
    /// - Throws: `.unavailable` when the system grants no thread.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(MongoError) {
        let start = Start(name: String(name.prefix(15)), body: body)
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        // One retain here, one release in the thread; if there is no thread, the release is below.
        let context = unsafe Unmanaged.passRetained(start)
        let code = unsafe pthread_create(&thread, &attributes, threadEntry, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw .unavailable("no thread: error \(code)", maybeExecuted: false)
        }
    }

    fileprivate final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

private func threadEntry(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let start = unsafe Unmanaged<OSThread.Start>.fromOpaque(context).takeRetainedValue()
    unsafe modpilot_name_thread(start.name)
    // Signals are for the program's main thread; libmongoc's threads inherit this from the thread that starts them.
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
    start.body()
    return nil
}
