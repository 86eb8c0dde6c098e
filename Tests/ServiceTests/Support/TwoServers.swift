import TestSupport

/// Two servers and a client of a test's own.
struct TwoServers: Sendable {
    let tenant: Tenant
    let one: ServerProcess
    let other: ServerProcess

    /// - Parameters:
    ///   - flags: As for `modpilot client add`.
    ///   - environment: Of the other server alone.
    static func start(
        _ flags: [String] = [],
        pilot: ModPilot? = nil,
        environment: [String: String] = [:]
    ) async throws -> TwoServers {
        let pilot = try pilot ?? ModPilot()
        let tenant = try await Tenant.make(pilot, flags)
        async let one = pilot.serve()
        async let other = pilot.serve(environment: environment)
        return TwoServers(tenant: tenant, one: try await one, other: try await other)
    }

    var ports: [UInt16] { [one.port, other.port] }

    /// A moderator at one server.
    func here(_ moderator: String) -> Caller { tenant.caller(moderator, at: one) }

    /// A moderator at the other server.
    func there(_ moderator: String) -> Caller { tenant.caller(moderator, at: other) }

    /// Has a crowd at both servers decide these posts, which must be all of the client's, each once.
    func decideAll(_ posts: [String], moderators: Int = 8) async throws {
        let crew = Crew(tenant: tenant, ports: ports, ledger: Ledger())
        await crew.work(moderators, until: posts.count)
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }
}
