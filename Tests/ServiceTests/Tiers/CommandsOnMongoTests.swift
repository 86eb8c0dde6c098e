import TestSupport
import Testing

/// The commands for a client that has no Redis, which is not there at all.
@Suite(.timeLimit(.minutes(3)))
struct CommandsOnMongoTests {
    @Test
    func `What ingest takes in is served, and stats tells of it`() async throws {
        let pilot = try ModPilot(redisURL: "redis://127.0.0.1:1/0")
        let tenant = try await Tenant.make(pilot, ["--tier", "mongo"])
        let server = try await pilot.serve()
        let lines = Verdict.lines(Verdict.posts(40))
        let taken = try await pilot.run(["ingest", "-", "--client", tenant.id], input: lines)
        #expect(taken.status == 0, "\(taken)")
        #expect(!taken.errors.contains("not in line yet"), "\(taken)")
        let held = try #require(try await tenant.caller("ann", at: server).claim().items.first)
        let stats = try LooseJSON(try await pilot.succeed(["stats", "--json", "--client", tenant.id]).utf8)["clients"][
            0
        ]
        #expect(stats["queues"]["default"]["ready"].int == 39)
        #expect(stats["moderators"]["ann"]["claimed"].int == 1)
        #expect(try await tenant.caller("ann", at: server).decide(held.post, .approve).status == 200)
        #expect(try await tenant.decisionsRead(at: server).count == 1)
        let ready = try await server.probe().call("GET", "/readyz")
        #expect(try LooseJSON(ready.body)["status"].string == "degraded", "\(ready)")
    }
}
