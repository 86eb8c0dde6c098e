/// Where a Redis is and how to log in: `redis://[user[:password]@]host[:port][/db]`,
/// `unix://[user[:password]@]/path[?db=N]` or, for TLS, `rediss://…`.
///
/// Nothing that prints it shows the password.
package struct RedisURL: Sendable, Hashable {
    package enum Endpoint: Sendable, Hashable {
        /// A host name or a numeric address, IPv6 without brackets.
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    package var endpoint: Endpoint
    package var usesTLS: Bool
    /// Nil for Redis's default user.
    package var user: String?
    package var password: String?
    package var database: Int

    package init(
        endpoint: Endpoint,
        usesTLS: Bool = false,
        user: String? = nil,
        password: String? = nil,
        database: Int = 0
    ) {
        self.endpoint = endpoint
        self.usesTLS = usesTLS
        self.user = user
        self.password = password
        self.database = database
    }

    /// `host:port` or the socket's path: what a message about this Redis should name.
    package var address: String {
        switch endpoint {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}

extension RedisURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL with `***` in the password's place.
    package var description: String {
        let login = user == nil && password == nil ? "" : "\(user ?? "")\(password == nil ? "" : ":***")@"
        switch endpoint {
        case .tcp: return "\(usesTLS ? "rediss" : "redis")://\(login)\(address)/\(database)"
        case .unix: return "unix://\(login)\(address)?db=\(database)"
        }
    }

    package var debugDescription: String { description }

    /// Without children, so that `dump` cannot show the password either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
