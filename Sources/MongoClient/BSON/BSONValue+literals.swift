/// An integer literal is an `int32` where it fits and an `int64` where it doesn't. Values that are computed name
/// their type: `.int64(n)`.
extension BSONValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) {
        self = Int32(exactly: value).map(BSONValue.int32) ?? .int64(value)
    }
}

extension BSONValue: ExpressibleByFloatLiteral {
    package init(floatLiteral value: Double) { self = .double(value) }
}

extension BSONValue: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension BSONValue: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension BSONValue: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) { self = .null }
}

extension BSONValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: BSONValue...) { self = .array(elements) }
}

extension BSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, BSONValue)...) {
        self = .document(BSONDocument(elements.map { BSONDocument.Field(name: $0.0, value: $0.1) }))
    }
}
