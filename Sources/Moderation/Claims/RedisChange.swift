/// The Redis that a client's settings name, where that is another one than serves the client so far.
package enum RedisChange: Hashable, Sendable {
    /// The server's own.
    case shared
    case own(RedisAddress)

    package init(to address: RedisAddress?) { self = address.map(Self.own) ?? .shared }

    package var address: RedisAddress? {
        switch self {
        case .shared: nil
        case .own(let address): address
        }
    }
}
