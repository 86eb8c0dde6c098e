/// Reads BSON bytes. Bytes that are not BSON end in an error, never in a trap; text that is not UTF-8 is repaired.
struct BSONDecoder {
    /// Above what a server stores, so that a reply can wrap the deepest document.
    static let maximumDepth = 256

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Throws: `.malformed` when the bytes are not exactly one document.
    static func decode(_ bytes: [UInt8]) throws(MongoError) -> BSONDocument {
        var decoder = BSONDecoder(bytes)
        let document = try decoder.document(depth: 1)
        guard decoder.position == bytes.count else { throw .malformed("BSON: bytes after the document") }
        return document
    }

    private mutating func document(depth: Int) throws(MongoError) -> BSONDocument {
        var fields: [BSONDocument.Field] = []
        try container(depth: depth) { (name, value) in
            fields.append(BSONDocument.Field(name: String(decoding: name, as: UTF8.self), value: value))
        }
        return BSONDocument(fields)
    }

    private mutating func array(depth: Int) throws(MongoError) -> [BSONValue] {
        var values: [BSONValue] = []
        try container(depth: depth) { (_, value) in values.append(value) }
        return values
    }

    private mutating func container(
        depth: Int,
        _ take: (ArraySlice<UInt8>, BSONValue) -> Void
    ) throws(MongoError) {
        guard depth <= Self.maximumDepth else { throw .malformed("BSON: nested too deeply") }
        let start = position
        let length = Int(try integer(Int32.self))
        guard length >= 5, length <= bytes.count - start else { throw .malformed("BSON: wrong document length") }
        let end = start + length
        while true {
            let type = try byte()
            if type == 0 { break }
            let name = try terminated()
            take(name, try value(type, depth: depth))
            guard position < end else { throw .malformed("BSON: a value runs past its document") }
        }
        guard position == end else { throw .malformed("BSON: wrong document length") }
    }

    private mutating func value(_ type: UInt8, depth: Int) throws(MongoError) -> BSONValue {
        switch type {
        case 0x01: .double(Double(bitPattern: try integer(UInt64.self)))
        case 0x02: .string(try string())
        case 0x03: .document(try document(depth: depth + 1))
        case 0x04: .array(try array(depth: depth + 1))
        case 0x05: try binary()
        case 0x07: try objectID()
        case 0x08: .bool(try byte() != 0)
        case 0x09: .date(milliseconds: try integer(Int64.self))
        case 0x0A: .null
        case 0x10: .int32(try integer(Int32.self))
        case 0x11: try timestamp()
        case 0x12: .int64(try integer(Int64.self))
        default: try other(type)
        }
    }

    private mutating func string() throws(MongoError) -> String {
        let length = Int(try integer(Int32.self))
        guard length >= 1 else { throw .malformed("BSON: wrong string length") }
        return String(decoding: try take(length).dropLast(), as: UTF8.self)
    }

    private mutating func binary() throws(MongoError) -> BSONValue {
        let length = Int(try integer(Int32.self))
        let subtype = try byte()
        let data = try take(length)
        // The old subtype 2 repeats its length inside.
        guard subtype == 2, length >= 4 else { return .binary(subtype: subtype, bytes: Array(data)) }
        return .binary(subtype: subtype, bytes: Array(data.dropFirst(4)))
    }

    private mutating func objectID() throws(MongoError) -> BSONValue {
        guard let id = BSONObjectID(bytes: Array(try take(12))) else { throw .malformed("BSON: wrong object id") }
        return .objectID(id)
    }

    private mutating func timestamp() throws(MongoError) -> BSONValue {
        let increment = try integer(UInt32.self)
        return .timestamp(seconds: try integer(UInt32.self), increment: increment)
    }

    private mutating func other(_ type: UInt8) throws(MongoError) -> BSONValue {
        let start = position
        switch type {
        case 0x06, 0x7F, 0xFF: break
        case 0x0B:
            _ = try terminated()
            _ = try terminated()
        case 0x0C:
            _ = try string()
            _ = try take(12)
        case 0x0D, 0x0E: _ = try string()
        case 0x0F: _ = try take(Int(try integer(Int32.self)) - 4)
        case 0x13: _ = try take(16)
        default: throw .malformed("BSON: unknown type \(type)")
        }
        return .other(type: type, bytes: Array(bytes[start..<position]))
    }

    private mutating func byte() throws(MongoError) -> UInt8 {
        guard position < bytes.count else { throw .malformed("BSON: cut short") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(MongoError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw .malformed("BSON: cut short") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private mutating func terminated() throws(MongoError) -> ArraySlice<UInt8> {
        guard let end = bytes[position...].firstIndex(of: 0) else { throw .malformed("BSON: cut short") }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private mutating func integer<Number: FixedWidthInteger>(_: Number.Type) throws(MongoError) -> Number {
        var number: Number = 0
        for (index, byte) in try take(Number.bitWidth / 8).enumerated() {
            number |= Number(truncatingIfNeeded: byte) << (8 * index)
        }
        return number
    }
}
