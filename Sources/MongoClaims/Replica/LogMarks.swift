import Moderation

/// Where in its log a line was at which time, every few seconds: so far back the log may be deleted.
struct LogMarks: Sendable {
    private var marks: [(seq: Int64, writtenAt: Timestamp)] = []

    private static let every: Duration = .seconds(10)

    mutating func add(_ entry: LogEntry) {
        if let last = marks.last, entry.writtenAt < last.writtenAt + Self.every { return }
        marks.append((entry.seq, entry.writtenAt))
        // The first that is old enough serves as well as those before it.
        let old = marks.lastIndex { $0.writtenAt + LineImages.entriesKept < entry.writtenAt } ?? 0
        marks.removeFirst(old)
    }

    /// Everything before this entry was known to a majority for `LineImages.entriesKept`, since whoever wrote this
    /// entry knew that it was; 0 for nothing.
    func settledBefore(_ now: Timestamp) -> Int64 {
        marks.last { $0.writtenAt + LineImages.entriesKept < now }?.seq ?? 0
    }
}
