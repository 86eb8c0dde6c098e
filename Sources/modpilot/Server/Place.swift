import Moderation
import RedisClient

/// Where claims of clients are handed out. What goes on behind the calls goes on for each place by itself.
enum Place: Hashable, Sendable {
    case redis(RedisURL)
}

extension Place: CustomStringConvertible {
    /// Without a password.
    var description: String { "\(redisURL)" }
}

extension Place {
    var redisURL: RedisURL {
        switch self {
        case .redis(let url): url
        }
    }

    /// The place of a client, by its settings: the one rule, for calls and for what goes on behind them.
    ///
    /// - Parameter shared: the server's own Redis.
    init(of client: Client, shared: RedisURL) throws(StoreFailure) {
        guard let address = client.settings.redis else {
            self = .redis(shared)
            return
        }
        do throws(RedisURLError) {
            self = .redis(try RedisURL(address.url))
        } catch {
            throw StoreFailure("the address of client \(client.id)'s own Redis: \(error)", maybeDone: false)
        }
    }
}
