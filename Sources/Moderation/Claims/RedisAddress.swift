/// Where a client's own Redis is, as its settings have it: a URL that may hold a password, so nothing prints it.
package struct RedisAddress: Hashable, Sendable {
    /// The whole URL.
    package let url: String

    package init(url: String) { self.url = url }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "a Redis of the client's own" }

    package var debugDescription: String { description }

    /// Without children, so that `dump` cannot show the password either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
