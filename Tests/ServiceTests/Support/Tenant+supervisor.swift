import TestSupport

extension Tenant {
    /// A supervisor with a token of that name.
    func supervisor(_ name: String, at server: ServerProcess) async throws -> Caller {
        let token = try await pilot.issueToken(client: id, role: "supervisor", subject: name)
        return Caller(port: server.port, token: token, moderator: name)
    }
}
