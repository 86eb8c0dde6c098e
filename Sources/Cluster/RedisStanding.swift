/// Whether a server may use the Redis that it reaches.
package enum RedisStanding: Equatable, Sendable {
    /// It is the one in force.
    case inForce
    /// Another one is in force that no living server reaches any more: it was restarted, or a replica was promoted. The server may
    /// put the one that it reaches in its place, unless somebody else is faster.
    case mayReplace
    /// Another one is in force, which others use or may still use.
    case other
    /// Nothing is known of it: it was not reached yet, or not of late.
    case unknown

    /// - Parameters:
    ///   - sight: of this server.
    ///   - address: by which this server reaches it.
    ///   - others: what the other living servers see of the Redis of the same name.
    ///   - foreignFor: for how long this server has found another one in force at another address, without anybody who reaches
    ///     that; zero where the address is the same.
    package init(
        _ sight: RedisSight,
        address: String,
        inForce: RedisInForce?,
        others: [RedisSight],
        foreignFor: Duration
    ) {
        guard let seen = sight.identity else {
            self = .unknown
            return
        }
        guard let inForce else {
            self = .mayReplace
            return
        }
        guard seen != inForce.identity else {
            self = .inForce
            return
        }
        // Whoever still reaches it hands out from there.
        guard !others.contains(where: { $0.identity == inForce.identity }) else {
            self = .other
            return
        }
        // One that hands out, and has lost its Redis for the moment, knows better where that will be than one that was
        // configured differently.
        if !sight.isMember, others.contains(where: \.isMember) {
            self = .other
            return
        }
        let isElsewhere = address != inForce.address && !sight.isMember
        self = isElsewhere && foreignFor < Self.patience ? .other : .mayReplace
    }

    /// So long a server with another address waits for one that may be restarted at the moment.
    package static let patience: Duration = .seconds(4)
}
