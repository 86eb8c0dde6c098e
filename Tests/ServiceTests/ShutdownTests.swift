import Glibc
import TestSupport
import Testing

/// SIGTERM: what has begun is answered, and others take over.
@Suite(.timeLimit(.minutes(3)))
struct ShutdownTests {
    @Test
    func `SIGTERM under load cuts no answer off, and the other server takes over`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(600)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        async let work: Void = crew.work(20, until: posts.count)
        try await eventually("a third is decided", within: .seconds(60)) {
            crew.ledger.decisions.count > posts.count / 3
        }
        let start = ContinuousClock.now
        let status = try await servers[0].stop(within: .seconds(30))
        #expect(status == 0)
        #expect(ContinuousClock.now - start < .seconds(10))
        await work
        #expect(crew.ledger.cutOff == [], "an answer was cut off")
        #expect(crew.ledger.unavailable == 0)
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 })
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }

    @Test
    func `A call that waits for work is answered when the server stops`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        // So that the wait is known to have reached the server before the signal does.
        #expect(try await ann.claim().status == 200)
        async let waiting = ann.claim(wait: 30)
        try await eventually("the call is under way") {
            try await server.probe().call("GET", "/metrics").text.contains("in_flight 2")
        }
        let start = ContinuousClock.now
        let status = try await server.stop(within: .seconds(30))
        #expect(status == 0)
        #expect(ContinuousClock.now - start < .seconds(10))
        let answer = try await waiting
        #expect(try answer.status == 200 && answer.items == [], "\(answer)")
    }

    @Test
    func `A decision under way when SIGTERM comes is answered`() async throws {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await ann.claim().items.count == 1)
        try await mongo.pause()
        async let decision = ann.decide("p", .approve)
        try await eventually("the decision is under way") {
            try await tenant.redis("HGET", "moderation-claims-{\(tenant.id)}", "p").string?.contains("deciding") == true
        }
        server.signal(SIGTERM)
        try await eventually("no new connection is taken") {
            do {
                _ = try LoopbackSocket(port: server.port, timeout: .seconds(1))
                return false
            } catch {
                return true
            }
        }
        mongo.resume()
        let answer = try await decision
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.header("Connection") == "close")
        try await eventually("it ends in order", within: .seconds(10)) { server.exitStatus == 0 }
        #expect(try await tenant.results(1).map(\.decisionID) == [answer.decisionID])
    }
}
