/// A JSON object, validated once and taken apart at its top level.
///
/// What a user stores must come back exactly, and decoding into native types loses digits, order and spelling. So a
/// text is checked against RFC 8259 once, and the values inside travel on as text.
package struct JSONObjectText: Sendable, Equatable {
    /// The members in the order of the text; no name occurs twice.
    package let members: [Member]

    /// The value of the member with exactly these bytes as its name.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Checks a text that must be one object and nothing else.
    ///
    /// Refused, beyond what RFC 8259 excludes: a byte order mark, names that occur twice at the top level, and half
    /// surrogate pairs in names and strings of the top level. Inside nested values half pairs stay as they are, since
    /// the escape is kept as written.
    ///
    /// - Parameters:
    ///   - bytes: The text, UTF-8, at most 64 MiB.
    ///   - maximumDepth: How deep objects and arrays may nest, the object itself counted.
    package static func parse(
        _ bytes: borrowing Span<UInt8>,
        maximumDepth: Int = 32
    ) throws(JSONError) -> JSONObjectText {
        let parts = try Scan.run(over: bytes, container: .object, maximumDepth: maximumDepth)
        return JSONObjectText(members: parts.members)
    }

    /// Checks a text that must be one object and nothing else; see ``parse(_:maximumDepth:)-(Span<UInt8>,_)``.
    package static func parse(_ bytes: [UInt8], maximumDepth: Int = 32) throws(JSONError) -> JSONObjectText {
        try parse(bytes.span, maximumDepth: maximumDepth)
    }

    /// Checks a text that must be one object and nothing else; see ``parse(_:maximumDepth:)-(Span<UInt8>,_)``.
    package static func parse(_ text: String, maximumDepth: Int = 32) throws(JSONError) -> JSONObjectText {
        try parse(text.utf8.span, maximumDepth: maximumDepth)
    }
}
