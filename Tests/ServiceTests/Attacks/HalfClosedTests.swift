import TestSupport
import Testing

/// A client that says that it sends no more has its call done, and gets the answer if it listens still.
@Suite(.timeLimit(.minutes(2)))
struct HalfClosedTests {
    @Test(arguments: ["redis", "mongo"])
    func `Whoever sends no more is answered, and what was asked for is done`(tier: String) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--tier", tier])
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        for round in 0..<20 {
            let post = "p\(round)"
            let verdict = #"{"post_id":"\#(post)","verdict":"manual_review","content":{}}"#
            #expect(try await half("POST", "verdicts", verdict, of: "ann", tenant, server).status == 201)
            let claim = try await ann.claimSoon()
            #expect(try await half("GET", "items/\(post)", nil, of: "ann", tenant, server).status == 200)
            let body = #"{"claim_id":"\#(claim.claim)"}"#
            #expect(try await half("POST", "\(post)/extend", body, of: "ann", tenant, server).status == 200)
            let decided = try await half("POST", "\(post)/approve", body, of: "ann", tenant, server)
            #expect(decided.status == 200, "\(decided)")
            let again = try await ann.decide(post, .approve, claim: claim.claim)
            #expect(again.status == 200 && again.decisionID == decided.decisionID)
            #expect(try await half("GET", "results?limit=5", nil, of: "ann", tenant, server).status == 200)
        }
        #expect(!server.log.contains("unavailable"))
    }

    /// Sends a call and the end of the connection with it.
    private func half(
        _ method: String,
        _ path: String,
        _ body: String?,
        of moderator: String,
        _ tenant: Tenant,
        _ server: ServerProcess
    ) async throws -> HTTPAnswer {
        let probe = server.probe()
        let headers = [
            "Authorization": "Bearer \(tenant.token)", "X-Moderator-Id": moderator, "Content-Type": "application/json",
        ]
        try await probe.send(
            method,
            "/api/v1/moderation/\(path)",
            headers: headers,
            body: body.map { Array($0.utf8) }
        )
        try probe.finishSending()
        return try await probe.receive()
    }
}
