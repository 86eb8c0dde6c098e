/// Waits that double from attempt to attempt up to a bound, with jitter so that many clients of one Redis do
/// not come back in step.
package struct Backoff: Sendable, Equatable {
    package var initial: Duration
    package var maximum: Duration

    package init(initial: Duration = .milliseconds(50), maximum: Duration = .seconds(2)) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The wait after `failures` failed attempts in a row; `random` from 0 to 1 takes up to half of it away.
    package func delay(failures: Int, random: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 16)
        let full = min(initial * (1 << doublings), maximum)
        return full * (1 - min(max(random, 0), 1) / 2)
    }
}
