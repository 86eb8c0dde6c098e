/// Where an entry stands in the order in which a client's producers sent: by stream, then by the entry's id.
///
/// An entry can be given out again after it was stored, even behind newer ones. The record remembers the position of the
/// last one that opened a round of a post, and takes whatever stands at it or before it for a repetition.
///
/// Ids of one stream only rise, but a stream that was emptied and begun anew may start lower, by a clock that was set back.
/// So each has a number, which rises with the client's generations through every loss.
package struct StreamPosition: Hashable, Comparable, Sendable {
    private let stream: Generation
    private let milliseconds: UInt64
    private let sequence: UInt64

    /// - Parameter entry: As streams name their entries: milliseconds, a dash, a count.
    package init?(stream: Generation, entry: String) {
        let parts = entry.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = UInt64(parts[0]), let sequence = UInt64(parts[1]) else { return nil }
        self.stream = stream
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    /// From what `description` gave.
    package init?(stored: String) {
        let parts = stored.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[0]) else { return nil }
        self.init(stream: Generation(number), entry: String(parts[1]))
    }

    package static func < (left: StreamPosition, right: StreamPosition) -> Bool {
        (left.stream, left.milliseconds, left.sequence) < (right.stream, right.milliseconds, right.sequence)
    }
}

extension StreamPosition: CustomStringConvertible {
    package var description: String { "\(stream.number)/\(milliseconds)-\(sequence)" }
}
