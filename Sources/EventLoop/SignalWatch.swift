import CLibevent

/// A signal event on a loop; it watches until it is released.
///
/// Thread safety: nothing changes after `init`, and libevent locks the base.
@safe final class SignalWatch: @unchecked Sendable {
    private let body: @Sendable () -> Void
    private var event: OpaquePointer?

    /// Nil if libevent refuses the signal.
    init?(_ number: Int32, on loop: borrowing EventLoop, _ body: @escaping @Sendable () -> Void) {
        self.body = body
        // Unretained: `deinit` frees the event before the memory goes.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event = event_new(loop.base, number, Int16(EV_SIGNAL | EV_PERSIST), signalArrived, context)
        guard let event = unsafe event, unsafe event_add(event, nil) == 0 else { return nil }
    }

    deinit {
        if let event = unsafe event { unsafe event_free(event) }
    }

    fileprivate func arrived() {
        body()
    }
}

private func signalArrived(_: Int32, _: Int16, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<SignalWatch>.fromOpaque(context).takeUnretainedValue().arrived()
}
