import TestSupport

/// A server with three clients: one on the server's Redis, and two on Redis servers of their own.
struct ThreeRedis: Sendable {
    /// One client and the Redis that serves it.
    struct Side: Sendable {
        let tenant: Tenant
        let redis: PrivateRedis
    }

    enum Who: String, CaseIterable, Sendable {
        case own, shared
    }

    let server: ServerProcess
    let own: Side
    let other: Side
    let shared: Side

    static func start(_ flags: [String] = []) async throws -> ThreeRedis {
        let redis = [
            try await PrivateRedis.start(), try await PrivateRedis.start(), try await PrivateRedis.start(),
        ]
        let pilot = try ModPilot(redisURL: redis[2].url)
        return ThreeRedis(
            server: try await pilot.serve(),
            own: Side(tenant: try await Tenant.make(pilot, flags, own: redis[0]), redis: redis[0]),
            other: Side(tenant: try await Tenant.make(pilot, flags, own: redis[1]), redis: redis[1]),
            shared: Side(tenant: try await Tenant.make(pilot, flags), redis: redis[2])
        )
    }

    /// The one whose Redis is to break, and those who must not feel it.
    func sides(breaking who: Who) -> (broken: Side, sound: [Side]) {
        switch who {
        case .own: (own, [other, shared])
        case .shared: (shared, [own, other])
        }
    }

    /// Of `/readyz`.
    func readiness() async throws -> (status: Int, said: String?, parts: [String]) {
        let answer = try await server.probe().call("GET", "/readyz")
        let parts = try answer.json["problems"].array.compactMap { $0["part"].string }
        let said = try answer.json["status"]
        return (answer.status, said.string, parts)
    }
}
