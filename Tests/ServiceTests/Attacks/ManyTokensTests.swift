import Foundation
import MongoClient
import TestSupport
import Testing

/// However many tokens there are, each works at once and ends in time.
@Suite(.timeLimit(.minutes(3)))
struct ManyTokensTests {
    @Test
    func `Among a hundred thousand tokens a new one works at once, and a revoked one no more`() async throws {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot)
        let client = try MongoClient(uri: mongo.url())
        let names = (0..<120_000).map { String($0, radix: 16) }
        for part in stride(from: 0, to: names.count, by: 5_000) {
            let tokens = names[part..<part + 5_000].map { name -> BSONDocument in
                [
                    "_id": .string(String(repeating: "0", count: 64 - name.utf8.count) + name), "schema": 1,
                    "name": .string("t" + name), "client": .string(tenant.id), "role": "moderator",
                    "subject": .string("m" + name), "created_at": .date(milliseconds: 1_700_000_000_000),
                ]
            }
            try await client.insert(into: "tokens", tokens)
        }
        await client.close()
        let servers = [try await pilot.serve(), try await pilot.serve()]
        for round in 0..<3 {
            let token = try await pilot.issueToken(client: tenant.id, role: "moderator", subject: "ann\(round)")
            for server in servers { #expect(try await status(of: token, at: server) == 200) }
            let listed = try await pilot.succeed(["token", "list", "--client", tenant.id])
            let line = try #require(listed.split(separator: "\n").first { $0.contains("ann\(round)") })
            let name = try #require(line.split(separator: " ").first)
            _ = try await pilot.succeed(["token", "revoke", String(name)])
            for server in servers {
                try await eventually("it is refused", within: .seconds(2)) {
                    try await status(of: token, at: server) == 401
                }
            }
        }
        for server in servers { #expect(server.residentBytes < 300 << 20) }
    }

    private func status(of token: String, at server: ServerProcess) async throws -> Int {
        try await server.probe().call(
            "GET",
            "/api/v1/moderation/pending",
            headers: ["Authorization": "Bearer \(token)"]
        ).status
    }
}

extension ServerProcess {
    /// Of memory, by the kernel's count.
    fileprivate var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/\(id)/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }
}
