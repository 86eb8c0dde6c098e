/// Up to where this server had a log at which time, every few seconds: so far back the log may be deleted.
///
/// The time is this process's own, which no clock of a primary can set: what was applied here so long ago was written
/// no later.
struct LogMarks: Sendable {
    let kept: Duration
    private var marks: [(seq: Int64, appliedAt: ContinuousClock.Instant)] = []

    private var every: Duration { kept / 8 }

    init(kept: Duration) { self.kept = kept }

    mutating func add(_ seq: Int64, at now: ContinuousClock.Instant) {
        if let last = marks.last, now < last.appliedAt + every { return }
        marks.append((seq, now))
        // The last that is old enough serves as well as those before it.
        let old = marks.lastIndex { $0.appliedAt + kept < now } ?? 0
        marks.removeFirst(old)
    }

    /// Everything before this entry was known here for as long as entries are kept; 0 for nothing.
    func settledBefore(_ now: ContinuousClock.Instant) -> Int64 {
        marks.last { $0.appliedAt + kept < now }?.seq ?? 0
    }
}
