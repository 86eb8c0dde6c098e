import EventLoop

/// How long a command may take, counted from when it was asked for.
struct TimeLimit: Sendable {
    let duration: Duration
    /// On the monotonic clock, in nanoseconds.
    let deadline: UInt64

    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        // A day is as good as for ever, and cannot overflow.
        let nanoseconds = min(max(seconds, 0), 86_400) * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
        self.duration = duration
        deadline = MonotonicClock.nanoseconds() + UInt64(nanoseconds)
    }
}
