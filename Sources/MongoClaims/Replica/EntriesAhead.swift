/// Entries of a log that stand ahead of places which are not known to be taken yet.
struct EntriesAhead: Sendable {
    private var entries: [Int64: LogEntry] = [:]

    var isEmpty: Bool { entries.isEmpty }
    /// The last place that is taken.
    var last: Int64? { entries.keys.max() }

    func contains(_ seq: Int64) -> Bool { entries[seq] != nil }

    /// - Parameter seq: up to which the log is known. What is farther away than anybody goes comes another way.
    mutating func hold(_ entry: LogEntry, behind seq: Int64) {
        guard entry.isAhead, entry.seq - seq <= Int64(2 * LogTurn.farthest) else { return }
        entries[entry.seq] = entry
    }

    mutating func take(_ seq: Int64) -> LogEntry? { entries.removeValue(forKey: seq) }
}
