/// Why a text is no address of a Redis. The text itself is never quoted: it may hold a password.
package enum RedisURLError: Error, Equatable, CustomStringConvertible {
    /// It does not begin with `redis://`, `rediss://` or `unix://`.
    case scheme
    case noHost
    case port
    case database
    /// `unix://` without an absolute path.
    case noPath
    /// The kernel takes at most 107 bytes as the path of a socket.
    case pathTooLong
    case percentEncoding
    /// Something after `?` that is not understood, or a fragment.
    case query

    package var description: String {
        switch self {
        case .scheme: "the Redis URL must begin with redis://, rediss:// or unix://"
        case .noHost: "the Redis URL names no host (redis://host:port/db; IPv6 goes in brackets)"
        case .port:
            "the port in the Redis URL is not a number from 1 to 65535 (a password's @ : / ? # must be percent-encoded)"
        case .database: "the database in the Redis URL is not a number from 0 to 65535 (redis://host:port/db)"
        case .noPath: "the Redis URL names no absolute socket path (unix:///run/redis.sock)"
        case .pathTooLong: "the socket path in the Redis URL is longer than 107 bytes"
        case .percentEncoding: "a % in the Redis URL is not followed by two hex digits, or they are no UTF-8"
        case .query:
            "the Redis URL has a query or fragment that is not understood (only unix://…?db=N and rediss://…?ca=FILE&cert=FILE&key=FILE&verify=off)"
        }
    }
}
