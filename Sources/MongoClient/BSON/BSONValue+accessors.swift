/// The value as a Swift type; nil when it is of another type.
extension BSONValue {
    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// An `int32`, an `int64`, or a `double` that is whole and fits: servers answer counts in any of the three.
    package var int64Value: Int64? {
        switch self {
        case .int32(let value): Int64(value)
        case .int64(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// How many, or which of many: a whole number that is not negative and below 2^31, so that nothing reckoned with it overflows.
    package var countValue: Int? {
        guard let number = int64Value, (0...Int64(Int32.max)).contains(number) else { return nil }
        return Int(number)
    }

    /// The place of an entry in a log, or what has a bound of its own: not negative, and below 2^62.
    package var placeValue: Int64? {
        guard let number = int64Value, (0..<1 << 62).contains(number) else { return nil }
        return number
    }

    /// Any of the numeric types; an `int64` beyond 2^53 is rounded.
    package var doubleValue: Double? {
        switch self {
        case .int32(let value): Double(value)
        case .int64(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var dateMilliseconds: Int64? {
        if case .date(let value) = self { value } else { nil }
    }

    package var objectIDValue: BSONObjectID? {
        if case .objectID(let value) = self { value } else { nil }
    }

    /// The bytes of a binary value, whatever its subtype.
    package var binaryBytes: [UInt8]? {
        if case .binary(_, let bytes) = self { bytes } else { nil }
    }

    package var documentValue: BSONDocument? {
        if case .document(let value) = self { value } else { nil }
    }

    package var arrayValue: [BSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    package var isNull: Bool { self == .null }
}
