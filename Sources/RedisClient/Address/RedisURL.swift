package import TLS

/// Where a Redis is and how to log in: `redis://[user[:password]@]host[:port][/db]`,
/// `unix://[user[:password]@]/path[?db=N]` or, for TLS, `rediss://…`, behind which `?` and, joined by `&`, may stand: `ca=FILE`, whom
/// to believe instead of the system's authorities, `cert=FILE` and `key=FILE`, the own certificate, and `verify=off`.
///
/// Nothing that prints it shows the password.
package struct RedisURL: Sendable, Hashable {
    package enum Endpoint: Sendable, Hashable {
        /// A host name or a numeric address, IPv6 without brackets.
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    package var endpoint: Endpoint
    /// Nil for plain TCP, and for a socket of this machine.
    package var tls: TLSTrust?
    /// Nil for Redis's default user.
    package var user: String?
    package var password: String?
    package var database: Int

    package init(
        endpoint: Endpoint,
        tls: TLSTrust? = nil,
        user: String? = nil,
        password: String? = nil,
        database: Int = 0
    ) {
        self.endpoint = endpoint
        self.tls = tls
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
        case .tcp: return "\(tls == nil ? "redis" : "rediss")://\(login)\(address)/\(database)\(tlsQuery)"
        case .unix: return "unix://\(login)\(address)?db=\(database)"
        }
    }

    private var tlsQuery: String {
        guard let tls else { return "" }
        var words: [String] = []
        for (name, file) in [("ca", tls.authorities), ("cert", tls.certificate), ("key", tls.key)] {
            if let file { words.append("\(name)=\(file)") }
        }
        if !tls.verifies { words.append("verify=off") }
        return words.isEmpty ? "" : "?" + words.joined(separator: "&")
    }

    package var debugDescription: String { description }

    /// Without children, so that `dump` cannot show the password either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
