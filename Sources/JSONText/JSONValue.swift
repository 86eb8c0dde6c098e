/// One value of a validated text.
///
/// Objects, arrays and numbers stay as they were written, so that numbers of any size, names of any shape and escapes
/// of any spelling come back unchanged; only the white space between tokens is gone. Two values are equal when their
/// spelling is, byte for byte: Swift's own string comparison would take composed and decomposed letters as equal.
package enum JSONValue: Sendable {
    /// An object as written, on one line.
    case object(raw: String)
    /// An array as written, on one line.
    case array(raw: String)
    /// A string, decoded.
    case string(String)
    /// A number as written: any length, any precision.
    case number(raw: String)
    case bool(Bool)
    case null

    /// The value as JSON text on one line.
    ///
    /// As written, except that a string is escaped anew: same value, maybe another spelling.
    package var rawText: String {
        switch self {
        case .object(let raw), .array(let raw), .number(let raw):
            return raw
        case .string(let text):
            var writer = JSONWriter(reservingCapacity: text.utf8.count + 2)
            writer.string(text)
            return writer.text
        case .bool(let value):
            return value ? "true" : "false"
        case .null:
            return "null"
        }
    }

    /// The number, where it is whole and within 64 bits. `1.0` and `1e3` are whole; nil for what no `Double` holds exactly.
    package var wholeNumber: Int64? {
        guard case .number(let raw) = self else { return nil }
        return Int64(raw) ?? Double(raw).flatMap { abs($0) < 0x1p53 ? Int64(exactly: $0) : nil }
    }
}

extension JSONValue: Equatable {
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)), (.array(let left), .array(let right)),
            (.string(let left), .string(let right)), (.number(let left), .number(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.bool(let left), .bool(let right)):
            left == right
        case (.null, .null):
            true
        default:
            false
        }
    }
}
