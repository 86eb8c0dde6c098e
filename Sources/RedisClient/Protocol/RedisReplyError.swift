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

    package var description: String { message }
}
