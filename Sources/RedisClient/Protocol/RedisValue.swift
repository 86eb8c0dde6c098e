/// A reply of Redis (RESP2).
///
/// Bulk strings are text wherever they can be, so that no caller decodes them again.
package enum RedisValue: Sendable, Hashable {
    /// A missing value: a nil bulk string or a nil array.
    case null
    case integer(Int64)
    case bulk(String)
    /// A bulk string that is no UTF-8. It is kept as it came: decoding it would change it.
    case binary([UInt8])
    /// A short answer such as `OK`.
    case status(String)
    /// Thrown instead of returned by everything that sends one command; found in arrays and pipelines.
    case error(RedisReplyError)
    /// Nested at most seven deep, which is what hiredis reads.
    case array([RedisValue])
}

extension RedisValue {
    /// The text of a bulk string or status; nil for anything else. Bytes that are no UTF-8 become U+FFFD.
    package var string: String? {
        switch self {
        case .bulk(let text), .status(let text): text
        case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The bytes of a bulk string, unchanged; nil for anything else.
    package var bytes: [UInt8]? {
        switch self {
        case .bulk(let text): Array(text.utf8)
        case .binary(let bytes): bytes
        default: nil
        }
    }

    /// The number of an integer; nil for anything else, also for digits in a bulk string.
    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var array: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var error: RedisReplyError? {
        if case .error(let error) = self { error } else { nil }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }
}
