import Lines
import Moderation

/// A line in memory, and what is known of its log.
struct LoadedLine: Sendable {
    private(set) var line: Line
    /// Of the last entry that was applied.
    private(set) var seq: Int64
    private(set) var end = LogEnd()
    private(set) var growth: LogGrowth
    private(set) var marks: LogMarks
    private(set) var ahead = EntriesAhead()
    private(set) var clock: LineClock

    /// - Parameters:
    ///   - seq: of the last entry that the line contains, which is that of its image.
    ///   - entriesKept: how long entries stay in the log that an image contains.
    init(line: Line, seq: Int64, imageBytes: Int, entriesKept: Duration) {
        self.line = line
        self.seq = seq
        growth = LogGrowth(imageSeq: seq, imageBytes: imageBytes)
        marks = LogMarks(kept: entriesKept)
        clock = LineClock(time: line.time)
    }

    /// What to think of an entry that came.
    enum Fit {
        case next, known
        /// Entries are missing before it.
        case beyond
    }

    func fit(_ seq: Int64) -> Fit {
        if seq == self.seq + 1 { return .next }
        return seq <= self.seq ? .known : .beyond
    }

    /// Whether whoever wrote an entry had this line.
    func agrees(with entry: LogEntry) -> Bool { entry.isAhead || entry.digest == digest }

    var digest: Int64 { Int64(bitPattern: line.digest) }

    /// Applies the next entry.
    ///
    /// - Parameter bytes: of its commands; `entry` is without them where this server wrote it.
    /// - Returns: Nil where it went ahead and came so late that it counts for nothing.
    mutating func apply(_ entry: LogEntry, _ commands: [LineCommand], bytes: Int) -> [LineReply]? {
        seq = entry.seq
        growth.add(bytes)
        marks.add(entry.seq, at: .now)
        defer { clock.note(entry, time: line.time, at: .now) }
        if entry.isAhead, entry.at + LogTurn.goodFor < line.time { return nil }
        return commands.map { line.apply($0, epoch: entry.epoch, at: entry.at) }
    }

    mutating func hold(_ entry: LogEntry) { ahead.hold(entry, behind: seq) }

    /// What went ahead and is next by now.
    mutating func takeNext() -> LogEntry? { ahead.take(seq + 1) }

    mutating func noteEnd(_ end: LogEnd) { if end.known >= self.end.known { self.end = end } }

    mutating func noteImage(at seq: Int64, bytes: Int) { growth.noteImage(at: seq, bytes: bytes, last: self.seq) }

    /// Entries before this one are in an image, and nobody can meet a free place where one of them was.
    var trimmableBefore: Int64 { min(growth.imageSeq, marks.settledBefore(.now)) }

    mutating func takeSignals() -> [LineSignal] { line.takeSignals() }
}
