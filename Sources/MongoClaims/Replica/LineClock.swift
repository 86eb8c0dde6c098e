import Moderation

/// What time it is in a line, between its entries.
struct LineClock: Sendable {
    /// Of the last entry.
    private var time: Timestamp
    /// By how much that was ahead of the primary's clock, and nil where no entry was seen here.
    private var aheadOfPrimary: Duration?
    private var seenAt: ContinuousClock.Instant

    /// How much later than it was written an entry may be seen here, if the primary's clock is to be believed again.
    private static let imprecision: Duration = .seconds(5)

    init(time: Timestamp, at now: ContinuousClock.Instant = .now) {
        self.time = time
        seenAt = now
    }

    mutating func note(_ entry: LogEntry, time: Timestamp, at now: ContinuousClock.Instant) {
        self.time = max(time, entry.at)
        aheadOfPrimary = .milliseconds(max(0, self.time.milliseconds - entry.writtenAt.milliseconds))
        seenAt = now
    }

    /// - Parameter shift: by how much lines are ahead anyway.
    func next(at now: ContinuousClock.Instant, shift: Duration) -> EntryClock {
        let earliest = time + (now - seenAt).wholeMilliseconds
        return EntryClock(
            earliest: earliest,
            latest: earliest + Self.imprecision,
            ahead: max(.zero, (aheadOfPrimary ?? .zero) - shift)
        )
    }

    /// - Parameter primary: its clock, with the shift.
    func now(primary: Timestamp, at now: ContinuousClock.Instant, shift: Duration) -> Timestamp {
        let entry = next(at: now, shift: shift)
        if primary >= entry.earliest { return primary }
        let kept = primary + entry.ahead
        return kept >= entry.earliest && kept <= entry.latest ? kept : entry.earliest
    }

    /// By how much the primary's clock is behind the line's time.
    func lag(primary: Timestamp, at now: ContinuousClock.Instant) -> Duration {
        .milliseconds(max(0, (time + (now - seenAt).wholeMilliseconds).milliseconds - primary.milliseconds))
    }
}

extension Duration {
    /// Rounded down to what a line's time counts in.
    fileprivate var wholeMilliseconds: Duration { .milliseconds(inMilliseconds) }
}
