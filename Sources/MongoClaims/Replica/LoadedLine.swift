import Lines
import Moderation

/// A line in memory, and what is known of its log.
struct LoadedLine: Sendable {
    private(set) var line: Line
    /// Of the last entry that was applied.
    private(set) var seq: Int64
    private(set) var end = LogEnd()
    private(set) var growth: LogGrowth
    private(set) var marks = LogMarks()

    init(line: Line, seq: Int64, imageBytes: Int) {
        self.line = line
        self.seq = seq
        growth = LogGrowth(imageBytes: imageBytes)
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
    func agrees(with entry: LogEntry) -> Bool { entry.digest == digest }

    var digest: Int64 { Int64(bitPattern: line.digest) }

    /// Applies the next entry.
    mutating func apply(_ entry: LogEntry, _ commands: [LineCommand]) -> [LineReply] {
        seq = entry.seq
        growth.add(entry.bytes)
        marks.add(entry)
        return commands.map { line.apply($0, epoch: entry.epoch, at: entry.at) }
    }

    mutating func noteEnd(_ end: LogEnd) { if end.known >= self.end.known { self.end = end } }

    mutating func noteImage(bytes: Int) { growth = LogGrowth(imageBytes: bytes) }

    mutating func takeSignals() -> [LineSignal] { line.takeSignals() }
}
