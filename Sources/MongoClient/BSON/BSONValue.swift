/// One value of a BSON document.
///
/// Two values are equal when their types and contents are: `.int32(1)` is not `.int64(1)`.
package indirect enum BSONValue: Hashable, Sendable {
    /// Any UTF-8, U+0000 included.
    case string(String)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    case bool(Bool)
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case date(milliseconds: Int64)
    case null
    case objectID(BSONObjectID)
    case binary(subtype: UInt8, bytes: [UInt8])
    case document(BSONDocument)
    case array([BSONValue])
    /// The server's internal timestamp: seconds since 1970 and a counter within the second.
    case timestamp(seconds: UInt32, increment: UInt32)
    /// A value of a type that is not modelled here (decimal128, regular expression, …): its BSON type number and
    /// its bytes as they stood, so that it can be shown and written back unchanged.
    case other(type: UInt8, bytes: [UInt8])
}

extension BSONValue {
    /// An `int64` from a Swift integer.
    package static func int(_ value: Int) -> BSONValue { .int64(Int64(value)) }

    /// Binary data of the general subtype 0.
    package static func binary(_ bytes: [UInt8]) -> BSONValue { .binary(subtype: 0, bytes: bytes) }
}
