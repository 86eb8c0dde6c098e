import TestSupport
import Testing

/// Crowds at two servers: nobody gets what somebody else has, and nothing is decided twice or lost.
struct ManyModeratorsTests {
    private static let posts = Verdict.posts(2_000)

    /// 50 of them at two servers, on 2,000 items.
    @Test(.timeLimit(.minutes(4)))
    func `N claimers on M items, each exactly once`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(Self.posts).json["accepted"].int == 2_000)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        await crew.work(50, until: Self.posts.count)

        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await crew.ledger.agrees(with: tenant, posts: Self.posts)
    }

    @Test(.timeLimit(.minutes(4)))
    func `A server killed in the middle costs no decision and doubles none`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(Self.posts).json["accepted"].int == 2_000)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        async let work: Void = crew.work(50, until: Self.posts.count)
        try await eventually("a third is decided", within: .seconds(100)) {
            crew.ledger.decisions.count > Self.posts.count / 3
        }
        try await servers[1].kill()
        #expect(crew.ledger.decisions.count < Self.posts.count, "the server was killed too late to matter")
        await work

        // The store that hands out claims lived on, so an unanswered claim comes back as it was.
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await crew.ledger.agrees(with: tenant, posts: Self.posts)
    }
}
