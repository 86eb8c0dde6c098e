/// A text for messages and logs, close to JSON; not meant to be parsed.
extension BSONValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .string(let value): value.debugDescription
        case .int32(let value): String(value)
        case .int64(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .date(let milliseconds): "date(\(milliseconds))"
        case .null: "null"
        case .objectID(let id): "objectID(\(id.hex))"
        case .binary(let subtype, let bytes): "binary(subtype \(subtype), \(bytes.count) bytes)"
        case .document(let document): document.description
        case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .timestamp(let seconds, let increment): "timestamp(\(seconds), \(increment))"
        case .other(let type, let bytes): Self.describe(type: type, bytes: bytes)
        }
    }

    private static func describe(type: UInt8, bytes: [UInt8]) -> String {
        switch type {
        case 0x06: "undefined"
        case 0x7F: "maxKey"
        case 0xFF: "minKey"
        case 0x0B:
            "regex("
                + bytes.split(separator: 0, omittingEmptySubsequences: false).prefix(2)
                .map { String(decoding: $0, as: UTF8.self).debugDescription }.joined(separator: ", ") + ")"
        case 0x0D, 0x0E:
            (type == 0x0D ? "code(" : "symbol(")
                + String(decoding: bytes.dropFirst(4).dropLast(), as: UTF8.self).debugDescription + ")"
        case 0x0C: "dbPointer(\(bytes.count) bytes)"
        case 0x0F: "codeWithScope(\(bytes.count) bytes)"
        case 0x13: "decimal128(" + bytes.reversed().map(hexByte).joined() + ")"
        default: "type\(type)(\(bytes.count) bytes)"
        }
    }

    private static func hexByte(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
