import Moderation

/// How far a reader of results has come: the last decision that it was given.
struct ResultCursor: Equatable, CustomStringConvertible {
    /// Of the entry of the log.
    let seq: Int64
    /// Among the entry's results, from 0.
    let index: Int

    init(seq: Int64, index: Int) {
        self.seq = seq
        self.index = index
    }

    /// Nil for what this store gave to nobody, such as a cursor of the other tier: all that is kept is behind it.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts.first, first.first == "m", first.count <= 17,
            let seq = Int64(first.dropFirst(), radix: 16), let index = Int(parts[1]), seq > 0, index >= 0
        else { return nil }
        self.init(seq: seq, index: index)
    }

    var description: String { "m\(String(seq, radix: 16))-\(index)" }
}
