import TestSupport
import Testing

/// Moderators whose names are what identity providers give.
@Suite(.timeLimit(.minutes(3)))
struct ModeratorNameTests {
    private static let names = [
        "auth0|5f7c8ec7c33c6c004bbafe82", "ann+night@example.org", #"DOMAIN\ann"#, "a/b=c~d", #"a\u0041"#,
        "a" + String(repeating: #"|\/"#, count: 42) + "~",
    ]

    @Test(arguments: ["redis", "mongo"])
    func `A name comes back as it was given, in claims, releases, decisions and results`(tier: String) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--tier", tier, "--max-releases", "100"])
        let server = try await pilot.serve()
        let posts = Verdict.posts(Self.names.count + 1)
        #expect(try await tenant.caller("backend", at: server).ingest(posts).json["accepted"].int == posts.count)
        for name in Self.names {
            let caller = tenant.caller(name, at: server)
            let released = try await caller.claimSoon()
            #expect(try await caller.claim().items.map(\.claim) == [released.claim])
            #expect(try await caller.act("release", on: released.post, claim: released.claim).status == 200)
            let item = try await caller.claimSoon()
            #expect(item.post != released.post, "what \(name) released comes back to nobody of that name")
            let stats = try await tenant.caller("backend", at: server).get("/stats").json
            #expect(stats["moderators"][name] != .null)
            let decision = try await caller.decide(item.post, .approve, claim: item.claim).json["decision"]
            #expect(decision["moderator"].string == name)
            let history = try await caller.item(item.post).json["history"].array
            #expect(history.last?["moderator"].string == name)
        }
        let read = try await tenant.caller("backend", at: server).get("/results?limit=100").json["results"].array
        #expect(Set(read.compactMap { $0["moderator"].string }) == Set(Self.names))
        let token = try await pilot.issueToken(client: tenant.id, role: "moderator", subject: Self.names[2])
        #expect(try await Caller(port: server.port, token: token, moderator: Self.names[2]).claim().status == 200)
    }
}
