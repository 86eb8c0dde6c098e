import EventLoop

/// A call that waits without asking.
struct ParkedCall: Sendable {
    let end: OneShot<WaitEnd>
    /// Whether its caller may go on waiting.
    let mayWait: @Sendable () -> Bool
}
