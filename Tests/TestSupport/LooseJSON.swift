import Foundation

/// JSON to look around in: what is not there, or is of another type, is nil or empty.
///
/// Numbers go through Foundation's; a test of how numbers survive compares ``HTTPAnswer/body`` instead.
package enum LooseJSON: Sendable, Hashable, Decodable {
    case missing
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case array([LooseJSON])
    case object([String: LooseJSON])

    /// Parses UTF-8 JSON.
    /// - Throws: Foundation's error when it is none.
    package init(_ bytes: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(LooseJSON.self, from: Data(bytes))
    }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let array = try? value.decode([LooseJSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: LooseJSON].self))
        }
    }

    /// A member of an object.
    package subscript(_ key: String) -> LooseJSON {
        if case .object(let members) = self { members[key] ?? .missing } else { .missing }
    }

    /// An element of an array.
    package subscript(_ index: Int) -> LooseJSON {
        array.indices.contains(index) ? array[index] : .missing
    }

    package var string: String? {
        if case .text(let value) = self { value } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var double: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    package var int: Int? {
        double.flatMap { Int(exactly: $0) }
    }

    package var array: [LooseJSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    package var object: [String: LooseJSON] {
        if case .object(let members) = self { members } else { [:] }
    }
}
