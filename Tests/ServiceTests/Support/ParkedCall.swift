import TestSupport

/// A claim that waits, over a connection of its own, whose client can go away in the middle.
struct ParkedCall: Sendable {
    private let probe: HTTPProbe

    /// Sends the call; its answer is for later.
    init(of moderator: String, _ tenant: Tenant, port: UInt16, wait: Int = 30) async throws {
        probe = HTTPProbe(port: port)
        try await probe.sendRaw(Self.request(of: moderator, tenant, wait: wait))
    }

    static func request(of moderator: String, _ tenant: Tenant, wait: Int) -> [UInt8] {
        let lines = [
            "GET /api/v1/moderation/pending?wait=\(wait) HTTP/1.1", "Host: 127.0.0.1",
            "Authorization: Bearer \(tenant.token)", "X-Moderator-Id: \(moderator)", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    func answer() async throws -> HTTPAnswer { try await probe.receive() }

    /// Closes the connection.
    func goAway() { probe.close() }

    /// The same as far as the server can see, but what it did can be read as the answer.
    func goAwayListening() throws { try probe.finishSending() }
}
