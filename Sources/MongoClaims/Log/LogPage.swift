/// Entries as one read gives them.
struct LogPage: Sendable {
    let entries: [LogEntry]

    /// Beyond this an answer may have been full before its limit.
    private static let large = 4 << 20

    /// Whether the entry is still there up to which the reader knows the log: then nothing behind it was deleted.
    func follows(_ seq: Int64) -> Bool {
        guard let first = entries.first else { return seq == 0 }
        return first.seq == max(seq, 1)
    }

    /// Whether places are free between its entries. Where an entry went ahead that may be so; but it is also what a read
    /// looks like that meets entries being written or deleted, so that it is to be read again.
    var hasGap: Bool { !behindGap.isEmpty }

    /// Whether something behind free places did not go ahead, so that these were taken before.
    var lacksEntries: Bool { !behindGap.allSatisfy(\.isAhead) }

    private var behindGap: ArraySlice<LogEntry> {
        var last = entries.first?.seq ?? 0
        return entries.dropFirst().drop { entry in
            defer { last = entry.seq }
            return entry.seq == last + 1
        }
    }

    /// Whether there may be more behind it.
    var isFull: Bool {
        entries.count >= LineLog.mostEntriesRead || entries.reduce(0) { $0 + $1.bytes } >= Self.large
    }
}
