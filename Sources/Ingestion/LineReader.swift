/// Cuts text that arrives in blocks into numbered lines. Holds one unfinished line at most, and never more of it than a
/// verdict may have.
package struct LineReader: Sendable {
    /// One line without its end.
    package struct Line: Sendable {
        /// Counted from 1.
        package let number: Int
        /// Nil where the line was longer than a verdict may be.
        package let bytes: ArraySlice<UInt8>?
    }

    /// Lines that began so far, the unfinished one not counted.
    package private(set) var count = 0
    private var partial: [UInt8] = []
    private var isTooLong = false
    private let limit: Int
    private let most: Int

    /// - Parameters:
    ///   - limit: bytes of a line.
    ///   - most: lines; what comes behind one more is not looked at.
    package init(limit: Int = IngestLimits.verdictBytes, most: Int = .max) {
        self.limit = limit
        self.most = most
    }

    /// The lines that end in `block`. Empty ones are counted and left out.
    package mutating func take(_ block: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var start = block.startIndex
        while count <= most, let end = block[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if let line = line(endingWith: block[start..<end]) { lines.append(line) }
            start = end + 1
        }
        if count <= most { keep(block[start...]) }
        return lines
    }

    /// The last line, if the text did not end with a line's end.
    package mutating func finish() -> Line? {
        guard !partial.isEmpty || isTooLong else { return nil }
        return line(endingWith: [])
    }

    private mutating func line(endingWith rest: ArraySlice<UInt8>) -> Line? {
        count += 1
        var whole = rest
        if isTooLong || partial.count + rest.count > limit {
            partial = []
            isTooLong = false
            return Line(number: count, bytes: nil)
        }
        if !partial.isEmpty {
            partial += rest
            whole = partial[...]
            partial = []
        }
        return whole.allSatisfy(Self.isBlank) ? nil : Line(number: count, bytes: whole)
    }

    private mutating func keep(_ rest: ArraySlice<UInt8>) {
        guard !rest.isEmpty, !isTooLong else { return }
        if partial.count + rest.count > limit {
            isTooLong = true
            partial = []
        } else {
            partial += rest
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
