import TestSupport
import Testing

/// `openapi.json` says what the server does, no more and no less.
@Suite(.timeLimit(.minutes(6)))
struct DescriptionTests {
    private enum Role: String, CaseIterable { case service, moderator, supervisor }

    @Test
    func `It is valid OpenAPI`() async throws {
        let result = try await ChildProcess.run(
            try TestEnvironment.pythonTool("openapi-spec-validator"),
            ["Sources/ModerationAPI/openapi.json"]
        )
        #expect(result.status == 0, "\(result)")
    }

    @Test(arguments: Role.allCases)
    private func `What it allows is taken, what it does not allow is refused, and answers are as it says`(
        role: Role
    ) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        #expect(try await tenant.caller("ann", at: server).ingest((0..<200).map { "p\($0)" }).status == 200)
        var headers = ["Authorization": "Bearer \(tenant.token)", "X-Moderator-Id": "ann"]
        if role != .service {
            let token = try await pilot.issueToken(client: tenant.id, role: role.rawValue, subject: "sue")
            headers = ["Authorization": "Bearer \(token)"]
        }
        let result = try await ChildProcess.run(
            try TestEnvironment.pythonTool("schemathesis"),
            [
                "--config-file", "config/lib/schemathesis.toml", "run", "http://127.0.0.1:\(server.port)/openapi.json",
                "--checks", "all", "--max-examples", "20", "--continue-on-failure", "--seed", "1",
                "--max-response-time", "60", "--request-timeout", "60", "--no-color",
            ] + headers.flatMap { ["--header", "\($0): \($1)"] },
            // Its database of examples would go into the folder of the sources.
            environment: ["HYPOTHESIS_STORAGE_DIRECTORY": try Folder("hypothesis").path],
            within: .seconds(300)
        )
        #expect(result.status == 0, "\(result.output.suffix(6_000))")
    }
}
