/// The header lines of a request, kept as the bytes that came in: a value becomes a string when it is asked for.
package struct HTTPHeaders: Sendable {
    /// One line, as offsets into `bytes`.
    struct Line: Sendable {
        var name: Range<Int32>
        var value: Range<Int32>
    }

    private let bytes: [UInt8]
    private let lines: [Line]

    /// `bytes` must hold every range in `lines`.
    init(bytes: [UInt8], lines: [Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    /// The lines behind a request line.
    init(_ lines: inout HeadLines, limits: HTTPLimits) throws(RequestFailure) {
        var bytes: [UInt8] = []
        var found: [Line] = []
        bytes.reserveCapacity(512)
        found.reserveCapacity(12)
        while let line = lines.next() {
            guard found.count < limits.headerCount else { throw .tooManyHeaders }
            // A name that begins with a blank would go on with the line before, as older readers have it.
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(ASCII.isToken)
            else { throw .malformed("a header line is not a name, a colon and a value") }
            let value = line[(colon + 1)...].trimmingBlanks
            guard value.allSatisfy(ASCII.isFieldValue) else {
                throw .malformed("the value of a header holds control characters")
            }
            let start = Int32(bytes.count)
            bytes += line[..<colon]
            let middle = Int32(bytes.count)
            bytes += value
            found.append(Line(name: start..<middle, value: middle..<Int32(bytes.count)))
        }
        self.init(bytes: bytes, lines: found)
    }

    /// Lines made by hand.
    package init(_ pairs: [(name: String, value: String)] = []) {
        var bytes: [UInt8] = []
        var lines: [Line] = []
        for pair in pairs {
            let start = Int32(bytes.count)
            bytes.append(contentsOf: pair.name.utf8)
            let middle = Int32(bytes.count)
            bytes.append(contentsOf: pair.value.utf8)
            lines.append(Line(name: start..<middle, value: middle..<Int32(bytes.count)))
        }
        self.init(bytes: bytes, lines: lines)
    }

    package var count: Int { lines.count }

    /// The value of the first line of that name, in any case; bytes that are not UTF-8 are replaced.
    package subscript(name: String) -> String? {
        lines.first { isNamed($0, name) }.map { text($0.value) }
    }

    /// The values of all lines of that name, in order.
    package func values(of name: String) -> [String] {
        lines.lazy.filter { isNamed($0, name) }.map { text($0.value) }
    }

    /// How many lines have that name.
    func count(of name: String) -> Int {
        lines.count { isNamed($0, name) }
    }

    /// All lines, in order.
    package var all: [(name: String, value: String)] {
        lines.map { (text($0.name), text($0.value)) }
    }

    private func text(_ range: Range<Int32>) -> String {
        String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }

    private func isNamed(_ line: Line, _ name: String) -> Bool {
        guard line.name.count == name.utf8.count else { return false }
        var index = Int(line.name.lowerBound)
        for byte in name.utf8 {
            guard ASCII.lowercased(bytes[index]) == ASCII.lowercased(byte) else { return false }
            index += 1
        }
        return true
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        var text = drop { $0 == ASCII.space || $0 == ASCII.tab }
        while let last = text.last, last == ASCII.space || last == ASCII.tab { text.removeLast() }
        return text
    }
}
