/// A JSON array, validated once and taken apart at its top level; the rules are those of ``JSONObjectText``.
package struct JSONArrayText: Sendable, Equatable {
    /// The elements in the order of the text.
    package let elements: [JSONValue]

    /// The elements as strings; nil when one of them is something else.
    package var strings: [String]? {
        var strings: [String] = []
        strings.reserveCapacity(elements.count)
        for element in elements {
            guard case .string(let text) = element else { return nil }
            strings.append(text)
        }
        return strings
    }

    /// Checks a text that must be one array and nothing else.
    ///
    /// - Parameters:
    ///   - bytes: The text, UTF-8, at most 64 MiB.
    ///   - maximumDepth: How deep objects and arrays may nest, the array itself counted.
    package static func parse(
        _ bytes: borrowing Span<UInt8>,
        maximumDepth: Int = 32
    ) throws(JSONError) -> JSONArrayText {
        let parts = try Scan.run(over: bytes, container: .array, maximumDepth: maximumDepth)
        return JSONArrayText(elements: parts.elements)
    }

    /// Checks a text that must be one array and nothing else; see ``parse(_:maximumDepth:)-(Span<UInt8>,_)``.
    package static func parse(_ bytes: [UInt8], maximumDepth: Int = 32) throws(JSONError) -> JSONArrayText {
        try parse(bytes.span, maximumDepth: maximumDepth)
    }

    /// Checks a text that must be one array and nothing else; see ``parse(_:maximumDepth:)-(Span<UInt8>,_)``.
    package static func parse(_ text: String, maximumDepth: Int = 32) throws(JSONError) -> JSONArrayText {
        try parse(text.utf8.span, maximumDepth: maximumDepth)
    }
}
