/// Writes documents as BSON bytes.
struct BSONEncoder {
    /// The server refuses deeper nesting.
    static let maximumDepth = 200

    private(set) var bytes: [UInt8] = []

    /// - Throws: `.invalid` for a name that holds U+0000, nesting beyond `maximumDepth`, or 2 GiB and more.
    static func encode(_ document: BSONDocument) throws(MongoError) -> [UInt8] {
        var encoder = BSONEncoder()
        try encoder.append(document, depth: 1)
        return encoder.bytes
    }

    private mutating func append(_ document: BSONDocument, depth: Int) throws(MongoError) {
        let start = try open(depth: depth)
        for field in document.fields {
            try append(name: field.name, field.value, depth: depth)
        }
        try close(start)
    }

    private mutating func append(_ values: [BSONValue], depth: Int) throws(MongoError) {
        let start = try open(depth: depth)
        for (index, value) in values.enumerated() {
            try append(name: String(index), value, depth: depth)
        }
        try close(start)
    }

    private mutating func append(name: String, _ value: BSONValue, depth: Int) throws(MongoError) {
        bytes.append(value.typeByte)
        guard !name.utf8.contains(0) else {
            throw .invalid("field name \(name.debugDescription) contains U+0000")
        }
        bytes.append(contentsOf: name.utf8)
        bytes.append(0)
        switch value {
        case .string(let text):
            append(try Self.length(text.utf8.count + 1))
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        case .int32(let number): append(number)
        case .int64(let number), .date(let number): append(number)
        case .double(let number): append(number.bitPattern)
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .null: break
        case .objectID(let id): bytes.append(contentsOf: id.bytes)
        case .binary(let subtype, let data): try append(binary: data, subtype: subtype)
        case .document(let document): try append(document, depth: depth + 1)
        case .array(let values): try append(values, depth: depth + 1)
        case .timestamp(let seconds, let increment):
            append(increment)
            append(seconds)
        case .other(_, let data): bytes.append(contentsOf: data)
        }
    }

    /// The old binary subtype 2 repeats its length inside.
    private mutating func append(binary data: [UInt8], subtype: UInt8) throws(MongoError) {
        let inner = try Self.length(data.count)
        append(subtype == 2 ? inner + 4 : inner)
        bytes.append(subtype)
        if subtype == 2 { append(inner) }
        bytes.append(contentsOf: data)
    }

    private mutating func open(depth: Int) throws(MongoError) -> Int {
        guard depth <= Self.maximumDepth else {
            throw .invalid("the document is nested deeper than \(Self.maximumDepth) levels")
        }
        append(Int32(0))
        return bytes.count - 4
    }

    private mutating func close(_ start: Int) throws(MongoError) {
        bytes.append(0)
        let length = UInt32(bitPattern: try Self.length(bytes.count - start))
        for index in 0..<4 {
            bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index)))
        }
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Room is left for what the format adds around the content.
    private static func length(_ count: Int) throws(MongoError) -> Int32 {
        guard count < Int(Int32.max) - 16 else { throw .invalid("the document is larger than 2 GiB") }
        return Int32(count)
    }
}

extension BSONValue {
    /// The number that stands for the type in BSON.
    var typeByte: UInt8 {
        switch self {
        case .double: 0x01
        case .string: 0x02
        case .document: 0x03
        case .array: 0x04
        case .binary: 0x05
        case .objectID: 0x07
        case .bool: 0x08
        case .date: 0x09
        case .null: 0x0A
        case .int32: 0x10
        case .timestamp: 0x11
        case .int64: 0x12
        case .other(let type, _): type
        }
    }
}
