import Glibc

/// An instant, by both clocks of the machine that the test shares with Redis and MongoDB.
struct Moment: Hashable, Sendable, Comparable {
    /// Nanoseconds of the clock that nobody sets: tells what came before what.
    let ticks: UInt64
    /// Milliseconds since 1970 by the clock that the stores tell the time by.
    let wall: Int64

    static var now: Moment {
        Moment(
            ticks: nanoseconds(of: CLOCK_MONOTONIC),
            wall: Int64(nanoseconds(of: CLOCK_REALTIME) / 1_000_000)
        )
    }

    static func < (left: Moment, right: Moment) -> Bool { left.ticks < right.ticks }

    /// The time from `earlier` to this.
    func since(_ earlier: Moment) -> Duration {
        .nanoseconds(Int64(ticks) - Int64(earlier.ticks))
    }

    private static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        // The call fills the local structure.
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
