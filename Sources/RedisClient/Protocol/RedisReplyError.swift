/// An error that Redis replied, such as `NOSCRIPT No matching script.`
package struct RedisReplyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole text.
    package let message: String

    package init(message: String) {
        self.message = message
    }

    /// The first word, in capitals by convention: `ERR`, `WRONGTYPE`, `NOSCRIPT`, `NOAUTH`…
    package var code: Substring {
        message.prefix { $0 != " " }
    }

    /// What it means; nil for what concerns its command alone.
    package var meaning: RedisErrorCode? {
        RedisErrorCode(rawValue: String(code)) ?? (message.hasPrefix(Self.deniedToScript) ? .noPermission : nil)
    }

    /// Redis 7 gives no code of its own where a command within a script is not the user's to give.
    private static let deniedToScript = "ERR The user executing the script can't"

    /// With what an operator is to look at.
    package var description: String { meaning?.advice.map { "\(message) (\($0))" } ?? message }
}
