/// Builds JSON text, append only, as UTF-8 bytes.
///
/// Commas and colons come by themselves; that every begin has its end and every name its value is the caller's part.
/// One flag is all the state that takes, so nothing is allocated but the bytes.
package struct JSONWriter: Sendable {
    /// The text so far.
    package internal(set) var bytes: [UInt8] = []
    /// Whether a value stands before the next one on the same level.
    var needsComma = false

    /// - Parameter capacity: How many bytes to make room for; more may be written.
    package init(reservingCapacity capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// The text so far as a string; ``bytes`` spares the copy.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the next value, for names that need no escape; they are compiled into the program.
    package mutating func field(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        // A static string's bytes are never freed.
        name.withUTF8Buffer { buffer in
            assert(unsafe !buffer.contains { Self.needsEscape($0) })
            unsafe bytes.append(contentsOf: buffer)
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The name of the next value, whatever it is.
    package mutating func field(named name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func bool(_ value: Bool) {
        separate()
        if value { append("true") } else { append("false") }
    }

    package mutating func null() {
        separate()
        append("null")
    }

    /// JSON text that stands for one value, verbatim.
    package mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Any value, as ``JSONValue/rawText`` gives it.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .object(let text), .array(let text), .number(let text): raw(text)
        case .string(let text): string(text)
        case .bool(let value): bool(value)
        case .null: null()
        }
    }

    /// Starts a value: a comma if one stands before it.
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    mutating func append(_ text: StaticString) {
        // A static string's bytes are never freed.
        text.withUTF8Buffer { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}
