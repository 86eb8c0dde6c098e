import Cluster
import Moderation
import RedisClient

/// Where claims of clients are handed out. What goes on behind the calls goes on for each place by itself.
enum Place: Hashable, Sendable {
    case redis(RedisURL)
    case mongo
}

extension Place: CustomStringConvertible {
    /// Without a password.
    var description: String { redisURL.map { "\($0)" } ?? "MongoDB" }
}

extension Place {
    var redisURL: RedisURL? {
        switch self {
        case .redis(let url): url
        case .mongo: nil
        }
    }

    /// Where a client's line is: the one rule, for calls and for what goes on behind them.
    ///
    /// - Parameters:
    ///   - store: the one that the record says.
    ///   - shared: the server's own Redis.
    init(of client: Client, in store: Tier, shared: RedisURL) throws(StoreFailure) {
        self = store == .mongo ? .mongo : .redis(try Self.redis(of: client, shared: shared))
    }

    /// The Redis that serves a client while its line is in Redis.
    static func redis(of client: Client, shared: RedisURL) throws(StoreFailure) -> RedisURL {
        guard let address = client.settings.redis else { return shared }
        do throws(RedisURLError) {
            return try RedisURL(address.url)
        } catch {
            throw StoreFailure("the address of client \(client.id)'s own Redis: \(error)", maybeDone: false)
        }
    }

    /// By what all servers know that Redis.
    static func redisName(of client: Client, at url: RedisURL) -> RedisName {
        client.settings.redis == nil ? .shared : RedisName("\(url)")
    }
}
