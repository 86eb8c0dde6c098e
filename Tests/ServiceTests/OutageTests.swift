import TestSupport
import Testing

/// Stores that die or hang while moderators work.
@Suite(.timeLimit(.minutes(4)))
struct OutageTests {
    @Test
    func `Redis killed and restarted under load: calls end with 503 meanwhile, and all is decided once`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(600)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        async let work: Void = crew.work(20, until: posts.count)
        try await eventually("a third is decided", within: .seconds(60)) {
            crew.ledger.decisions.count > posts.count / 3
        }
        try await redis.kill()
        try await eventually("callers are told") { crew.ledger.unavailable >= 20 }
        try await redis.restart()
        await work

        #expect(crew.ledger.longestCall < .seconds(5), "a call took \(crew.ledger.longestCall)")
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }

    @Test
    func `MongoDB that hangs refuses decisions with 503, claims go on, and repeated decisions succeed`() async throws {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest(Verdict.posts(3)).status == 200)
        let ann = tenant.caller("ann", at: server)
        let item = try #require(try await ann.claim().items.first)

        try await mongo.pause()
        async let unanswered = ann.decide(item.post, .approve, claim: item.claim)
        let bob = tenant.caller("bob", at: server)
        for _ in 1...3 {
            let start = ContinuousClock.now
            let answer = try await bob.claim()
            #expect(try answer.items.count == 1, "\(answer)")
            #expect(ContinuousClock.now - start < .seconds(2), "claims wait for MongoDB")
        }
        try await eventually("it is not ready") {
            try await server.probe().call("GET", "/readyz").status == 503
        }
        let start = ContinuousClock.now
        let refused = try await unanswered
        #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused)")
        #expect(ContinuousClock.now - start < .seconds(15))

        mongo.resume()
        let decision = try await eventually("the repeated decision succeeds", within: .seconds(20)) {
            let answer = try await ann.decide(item.post, .approve, claim: item.claim)
            return answer.status == 503 ? nil : answer
        }
        #expect(decision.status == 200, "\(decision)")
        let results = try await tenant.results(1)
        #expect(results.map(\.decisionID) == [decision.decisionID])
        #expect(try await Archive.count(.decidedOnce, of: tenant) == 1)
    }
}
