/// By what all servers know a Redis, however each of them reaches it: the one that they share by its role, a client's own by
/// the URL in its settings, without the password.
package struct RedisName: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static let shared = RedisName("shared")
}

extension RedisName: CustomStringConvertible {
    package var description: String { text }
}
