/// A task that waits for one value.
///
/// A checked continuation would cost an allocation for each command. What it checks holds by construction: a
/// waiter is in one queue at a time, and is resumed by what takes it out of the last one.
@safe
struct Waiter<Value: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Value, Never>

    /// Suspends the caller until the waiter that `start` gets is resumed.
    @inline(__always)
    static func wait(_ start: (Waiter<Value>) -> Void) async -> sending Value {
        unsafe await withUnsafeContinuation { continuation in
            start(unsafe Waiter(continuation: continuation))
        }
    }

    /// To be called exactly once.
    func resume(_ value: Value) {
        // See above.
        unsafe continuation.resume(returning: value)
    }
}
