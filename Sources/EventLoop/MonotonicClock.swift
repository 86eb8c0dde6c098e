import CLibevent
import Glibc

/// A clock that never goes back, for measuring on this host; it says nothing of the time of day.
package enum MonotonicClock {
    /// Nanoseconds since some fixed moment.
    package static func nanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Milliseconds since the same moment.
    package static func milliseconds() -> Int64 {
        Int64(nanoseconds() / 1_000_000)
    }
}
