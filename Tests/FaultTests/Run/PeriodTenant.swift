import TestSupport

/// The client of one period, with those who work for it.
struct PeriodTenant: Sendable {
    let client: String
    let access: Access

    static func make(on stage: Stage, tier: FaultPlan.Tier) async throws -> PeriodTenant {
        let pilot = stage.pilot
        let client = try await pilot.addClient(
            "--tier",
            tier.rawValue,
            "--lease",
            "\(FaultPeriod.lease)",
            "--max-hold",
            "\(FaultPeriod.lease * 3)"
        )
        var tokens = [Access.Role.service: try await pilot.issueToken(client: client, role: "service")]
        for name in LoadCrew.supervisors {
            tokens[.supervisor(name)] = try await pilot.issueToken(client: client, role: "supervisor", subject: name)
        }
        let access = Access(ports: stage.ports, tokens: tokens)
        for server in stage.servers {
            try await eventually("a server knows the client") {
                let headers = ["Authorization": "Bearer \(access.token(of: .service))"]
                return try await server.probe().call("GET", "/api/v1/moderation/stats", headers: headers).status == 200
            }
        }
        return PeriodTenant(client: client, access: access)
    }
}
