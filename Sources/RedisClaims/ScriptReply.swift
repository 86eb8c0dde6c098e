import Moderation
import RedisClient

/// Reads a script's reply from front to back. What doesn't fit the script's contract is a failure, never an empty answer.
struct ScriptReply {
    private let values: [RedisValue]
    private var next = 0

    init(_ value: RedisValue) throws(StoreFailure) {
        guard let values = value.array else { throw Self.unreadable(value) }
        self.values = values
    }

    init(_ values: [RedisValue]) { self.values = values }

    var isAtEnd: Bool { next >= values.count }

    mutating func value() throws(StoreFailure) -> RedisValue {
        guard next < values.count else { throw Self.unreadable(.array(values)) }
        defer { next += 1 }
        return values[next]
    }

    mutating func string() throws(StoreFailure) -> String {
        let value = try value()
        guard let string = value.string else { throw Self.unreadable(value) }
        return string
    }

    mutating func integer() throws(StoreFailure) -> Int64 {
        let value = try value()
        guard let integer = value.integer else { throw Self.unreadable(value) }
        return integer
    }

    mutating func list() throws(StoreFailure) -> ScriptReply { ScriptReply(try array()) }

    mutating func array() throws(StoreFailure) -> [RedisValue] {
        let value = try value()
        guard let array = value.array else { throw Self.unreadable(value) }
        return array
    }

    mutating func time() throws(StoreFailure) -> Timestamp { Timestamp(milliseconds: try integer()) }

    mutating func post() throws(StoreFailure) -> PostID { PostID(stored: try string()) }

    mutating func moderator() throws(StoreFailure) -> ModeratorName { ModeratorName(stored: try string()) }

    /// How many, or which round: never negative, and so small that nothing reckoned with it overflows.
    mutating func count() throws(StoreFailure) -> Int {
        let number = try integer()
        guard (0...Int64(Int32.max)).contains(number) else { throw Self.unreadable(.integer(number)) }
        return Int(number)
    }

    mutating func round() throws(StoreFailure) -> Int { try count() }

    /// Generations travel as text in records and as text in replies.
    mutating func generation() throws(StoreFailure) -> Generation {
        let text = try string()
        guard let number = Int64(text), (0...Generation.most).contains(number) else {
            throw Self.unreadable(.bulk(text))
        }
        return Generation(number)
    }

    mutating func priority() throws(StoreFailure) -> Priority {
        let text = try string()
        guard let priority = Priority(rawValue: text) else { throw Self.unreadable(.bulk(text)) }
        return priority
    }

    private static func unreadable(_ value: RedisValue) -> StoreFailure {
        StoreFailure(
            "Redis gave a reply that a script of this release does not give: \(String("\(value)".prefix(120)))"
        )
    }
}
