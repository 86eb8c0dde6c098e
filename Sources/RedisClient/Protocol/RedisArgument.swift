/// One word of a command.
package enum RedisArgument: Sendable, Hashable {
    case string(String)
    case bytes([UInt8])
    /// Sent as decimal digits.
    case integer(Int64)
}

extension RedisArgument: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}
