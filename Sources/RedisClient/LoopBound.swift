import EventLoop

/// A value that belongs to one event loop, in a wrapper that any thread may hold and pass on.
///
/// The classes of this target are not `Sendable`; each lives on one loop, and this is the only way in. So the
/// compiler keeps them from other threads, and the one thing that it cannot see is checked here at run time.
///
/// Thread safety: `value` is handed out on the loop's thread alone; the process stops otherwise.
struct LoopBound<Value>: @unchecked Sendable {
    let loop: EventLoop
    private let stored: Value

    /// Wraps a value from the loop's own thread.
    init(_ value: Value, on loop: EventLoop) {
        precondition(loop.isCurrent, "made on another thread than its loop's")
        self.loop = loop
        stored = value
    }

    /// Wraps a value that its maker gives away; any thread may do that.
    init(giving value: sending Value, to loop: EventLoop) {
        self.loop = loop
        stored = value
    }

    var value: Value {
        precondition(loop.isCurrent, "used on another thread than its loop's")
        return stored
    }

    /// Nil on any thread but the loop's.
    var valueIfCurrent: Value? {
        loop.isCurrent ? stored : nil
    }
}
