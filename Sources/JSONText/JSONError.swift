/// Why a text is not the JSON that was asked for.
///
/// Offsets count bytes from the start of the text. ``description`` is one sentence for people; of the text itself it
/// shows nothing but the beginning of a repeated name.
package enum JSONError: Error, Equatable, Sendable {
    /// The text breaks RFC 8259 at `offset`; `problem` says how, in words.
    case syntax(problem: String, offset: Int)
    /// The text stops before its value is complete; `offset` is its length.
    case unexpectedEnd(offset: Int)
    /// The bytes at `offset` are not UTF-8.
    case invalidUTF8(offset: Int)
    /// A name or string that had to be decoded holds half of a surrogate pair, which no Unicode text can hold.
    case unpairedSurrogate(offset: Int)
    /// A name occurs twice in the top-level object; `offset` is where the second one starts.
    case duplicateKey(_ name: String, offset: Int)
    /// Objects and arrays nest deeper than `limit`.
    case tooDeep(limit: Int, offset: Int)
    /// The text holds more than `limit` bytes.
    case tooLarge(limit: Int)
    /// The text is JSON of another kind than an object.
    case notAnObject(offset: Int)
    /// The text is JSON of another kind than an array.
    case notAnArray(offset: Int)
    /// The parser could not get memory.
    case outOfMemory

    /// Where the problem is, in bytes from the start; nil where the place means nothing.
    package var offset: Int? {
        switch self {
        case .syntax(_, let offset), .unexpectedEnd(let offset), .invalidUTF8(let offset),
            .unpairedSurrogate(let offset), .duplicateKey(_, let offset), .tooDeep(_, let offset),
            .notAnObject(let offset), .notAnArray(let offset):
            offset
        case .tooLarge, .outOfMemory:
            nil
        }
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .syntax(let problem, let offset): "\(problem) at byte \(offset)"
        case .unexpectedEnd(let offset): "unexpected end of input at byte \(offset)"
        case .invalidUTF8(let offset): "invalid UTF-8 at byte \(offset)"
        case .unpairedSurrogate(let offset): "half of a surrogate pair in a string at byte \(offset)"
        case .duplicateKey(let name, let offset): "repeated name \(Self.quoted(name)) at byte \(offset)"
        case .tooDeep(let limit, let offset): "nested deeper than \(limit) levels at byte \(offset)"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .notAnObject(let offset): "expected an object at byte \(offset)"
        case .notAnArray(let offset): "expected an array at byte \(offset)"
        case .outOfMemory: "out of memory"
        }
    }

    /// At most 40 characters of `name`, quotes and ellipsis included, with control characters made harmless.
    private static func quoted(_ name: String) -> String {
        let shown = name.unicodeScalars.prefix(37).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        var text = "\""
        text.unicodeScalars.append(contentsOf: shown)
        text += shown.count < name.unicodeScalars.count ? "…\"" : "\""
        return text
    }
}
