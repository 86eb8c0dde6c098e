/// The lines of a head, each without its CR LF, up to the empty one.
struct HeadLines {
    private var rest: ArraySlice<UInt8>

    /// - Parameter bytes: lines that each end with CR LF.
    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Nil at the empty line, or at the end.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: ASCII.lineFeed), end > rest.startIndex else { return nil }
        let line = rest[..<(end - 1)]
        rest = rest[(end + 1)...]
        return line.isEmpty ? nil : line
    }
}
