extension BSONDocument {
    /// The document as BSON.
    ///
    /// - Throws: `.invalid` for a field name that holds U+0000 and for nesting beyond 200 levels.
    package func encoded() throws(MongoError) -> [UInt8] {
        try BSONEncoder.encode(self)
    }

    /// Reads one BSON document.
    ///
    /// - Throws: `.malformed` when the bytes are anything else.
    package init(encoded bytes: [UInt8]) throws(MongoError) {
        self = try BSONDecoder.decode(bytes)
    }

    /// The size in bytes that the document takes as BSON: what counts towards `MongoClient.maximumCommandBytes`
    /// when documents are gathered into one command.
    package var encodedByteCount: Int {
        fields.reduce(5) { $0 + 2 + $1.name.utf8.count + $1.value.encodedByteCount }
    }
}

extension BSONValue {
    /// The size of the content alone, without the field's type and name.
    var encodedByteCount: Int {
        switch self {
        case .null: 0
        case .bool: 1
        case .int32: 4
        case .int64, .double, .date, .timestamp: 8
        case .objectID: 12
        case .string(let text): 5 + text.utf8.count
        case .binary(let subtype, let bytes): (subtype == 2 ? 9 : 5) + bytes.count
        case .other(_, let bytes): bytes.count
        case .document(let document): document.encodedByteCount
        case .array(let values):
            values.enumerated().reduce(5) { $0 + 2 + String($1.offset).utf8.count + $1.element.encodedByteCount }
        }
    }
}
