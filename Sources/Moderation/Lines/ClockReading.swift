/// What a clock of a store said, and between which instants of this process's own clock it was read.
package struct ClockReading: Sendable {
    package let time: Timestamp
    private let askedAt: ContinuousClock.Instant
    private let readAt: ContinuousClock.Instant

    /// - Parameters:
    ///   - askedAt: no later than the clock was read.
    ///   - readAt: no earlier than that.
    package init(_ time: Timestamp, askedAt: ContinuousClock.Instant, readAt: ContinuousClock.Instant = .now) {
        self.time = time
        self.askedAt = askedAt
        self.readAt = readAt
    }

    /// Clocks are read, and what they say is reckoned with, in whole milliseconds.
    private static let rounding: Duration = .milliseconds(2)

    /// By how much this clock is ahead of another one at most, however long the answers took: what is carried from one to the
    /// other ends rather a moment later than earlier.
    package func ahead(of other: ClockReading) -> Duration {
        time.since(other.time) - (askedAt - other.readAt) + Self.rounding
    }
}
