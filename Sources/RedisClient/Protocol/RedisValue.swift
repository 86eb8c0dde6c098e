/// A reply of Redis (RESP2).
///
/// Bulk strings are taken as UTF-8; bytes that are none become U+FFFD.
package enum RedisValue: Sendable, Hashable {
    /// A missing value: a nil bulk string or a nil array.
    case null
    case integer(Int64)
    case bulk(String)
    /// A short answer such as `OK`.
    case status(String)
    /// Thrown instead of returned by everything that sends one command; found in arrays and pipelines.
    case error(RedisReplyError)
    /// Nested at most seven deep, which is what hiredis reads.
    case array([RedisValue])
}

extension RedisValue {
    /// The text of a bulk string or status; nil for anything else.
    package var string: String? {
        switch self {
        case .bulk(let text), .status(let text): text
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
