/// Entries as one read gives them.
struct LogPage: Sendable {
    let entries: [LogEntry]

    /// Beyond this an answer may have been full before its limit.
    private static let large = 4 << 20

    /// Whether nothing is missing behind `seq`, up to which the reader knows the log: the page begins with that entry and
    /// has no gap.
    func follows(_ seq: Int64) -> Bool {
        guard let first = entries.first else { return seq == 0 }
        guard first.seq == max(seq, 1) else { return false }
        return zip(entries, entries.dropFirst()).allSatisfy { $0.seq + 1 == $1.seq }
    }

    /// Whether there may be more behind it.
    var isFull: Bool {
        entries.count >= LineLog.mostEntriesRead || entries.reduce(0) { $0 + $1.bytes } >= Self.large
    }
}
