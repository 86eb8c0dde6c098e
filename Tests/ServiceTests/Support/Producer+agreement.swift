import TestSupport
import Testing

extension Producer {
    /// Expects that each post is one item in its newest version, which is handed out once, and that each bad entry was set
    /// aside once.
    func expectTakenInOnce(at servers: [ServerProcess]) async throws {
        #expect(try await refused() == bad.mapValues { [$0] })
        let items = try await Archive.versions(of: tenant)
        #expect(Set(items.map(\.post)) == Set(posts) && items.count == posts.count)
        for item in items {
            #expect(item.version == "v\(Self.versions)" && (1...Self.versions).contains(item.round), "\(item)")
        }
        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        await crew.work(8, until: posts.count)
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }

    /// The codes under which each marked entry is among the refused.
    private func refused() async throws -> [String: [String]] {
        var codes: [String: [String]] = [:]
        for entry in try await tenant.redis("XRANGE", "moderation-verdicts-refused-{\(tenant.id)}", "-", "+").array {
            let fields = entry[1].array.map { $0.string ?? "" }
            var named: [String: String] = [:]
            for index in stride(from: 0, to: fields.count - 1, by: 2) { named[fields[index]] = fields[index + 1] }
            codes[named["mark"] ?? "none", default: []].append(named["code"] ?? "none")
        }
        return codes
    }
}
