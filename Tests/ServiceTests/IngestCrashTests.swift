import TestSupport
import Testing

/// kill -9 between the two steps of an ingest: what MongoDB has is handed out, once.
@Suite(.timeLimit(.minutes(3)))
struct IngestCrashTests {
    @Test(arguments: ["record-stored", "record-published"])
    func `A post whose ingest died is handed out once, and is a duplicate when sent again`(
        failpoint: String
    ) async throws {
        let scene = try await Breakage.at(failpoint, lease: 120)
        try await scene.dies { try await scene.tenant.caller("backend", at: scene.failing).ingest("p") }

        let ann = scene.tenant.caller("ann", at: scene.other)
        let again = try await scene.tenant.caller("backend", at: scene.other).ingest("p")
        #expect(try again.status == 200 && again.json["duplicate"].bool == true, "\(again)")
        let item = try await ann.claimSoon()
        #expect(item.post == "p")
        // Until recovery has long seen to what the ingest left undone.
        let nothing = try await scene.tenant.caller("bob", at: scene.other).claim(wait: 14)
        #expect(try nothing.items == [])
        #expect(try await Archive.count(.notInLine, of: scene.tenant) == 0)

        #expect(try await ann.decide("p", .approve, claim: item.claim).status == 200)
        #expect(try await scene.tenant.results(1).count == 1)
        try await scene.tenant.becomesClean()
    }

    @Test
    func `Many lines whose ingest died in the middle are sent again and handed out once`() async throws {
        let posts = Verdict.posts(1_200)
        // Lines go to the stores in parts: the second part is stored and not in line, the third not stored.
        let scene = try await Breakage.at("record-stored:2", lease: 120)
        try await scene.dies { try await scene.tenant.caller("backend", at: scene.failing).ingest(posts) }

        let stored = try await Archive.count(.all, of: scene.tenant)
        #expect(stored > 0 && stored < posts.count)
        let again = try await scene.tenant.caller("backend", at: scene.other).ingest(posts).json
        #expect(again["duplicates"].int == stored)
        #expect(again["accepted"].int == posts.count - stored)

        let crew = Crew(tenant: scene.tenant, ports: [scene.other.port], ledger: Ledger())
        await crew.work(8, until: posts.count)
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await crew.ledger.agrees(with: scene.tenant, posts: posts)
    }

    @Test
    func `An ingest from the command line that died is given again and completes`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let failing = try ModPilot(
            redisURL: pilot.environment["MODPILOT_REDIS_URL"],
            mongoURL: pilot.environment["MODPILOT_MONGO_URL"],
            environment: ["MODPILOT_FAILPOINT": "record-stored"]
        )
        let posts = Verdict.posts(700)
        let died = try await failing.run(["ingest", "-", "--client", tenant.id], input: Verdict.lines(posts))
        #expect(died.status == 128 + 9)
        let stored = try await Archive.count(.all, of: tenant)
        #expect(stored > 0)

        let again = try await pilot.run(["ingest", "-", "--client", tenant.id, "--json"], input: Verdict.lines(posts))
        #expect(again.status == 0, "\(again)")
        let counts = try LooseJSON(again.output.utf8)
        #expect(counts["duplicates"].int == stored)
        #expect(counts["accepted"].int == posts.count - stored)

        let server = try await pilot.serve()
        let crew = Crew(tenant: tenant, ports: [server.port], ledger: Ledger())
        await crew.work(8, until: posts.count)
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }
}
