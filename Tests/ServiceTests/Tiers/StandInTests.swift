import TestSupport
import Testing

/// MongoDB stands in for a Redis that is away.
@Suite(.timeLimit(.minutes(10)))
struct StandInTests {
    enum Fault: String, CaseIterable, Sendable {
        case killed, hanging
    }

    @Test(arguments: Fault.allCases)
    func `While Redis is away claims and decisions go on, and all is decided once`(fault: Fault) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "60"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(700)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        async let work: Void = crew.work(12, until: posts.count)
        try await eventually("some are decided", within: .seconds(60)) { crew.ledger.decisions.count > 150 }
        switch fault {
        case .killed: try await redis.kill()
        case .hanging: try await redis.pause()
        }
        let before = crew.ledger.decisions.count
        for server in servers {
            try await eventually("MongoDB stands in", within: .seconds(60)) {
                try await tenant.isDegraded(at: server) == true
            }
            try await eventually("the server says that it is ready, and what is missing", within: .seconds(60)) {
                let ready = try await server.probe().call("GET", "/readyz")
                return try ready.status == 200 && LooseJSON(ready.body)["status"].string == "degraded"
            }
        }
        try await eventually("decisions go on", within: .seconds(60)) { crew.ledger.decisions.count > before + 50 }

        switch fault {
        case .killed: try await redis.restart()
        case .hanging: redis.resume()
        }
        for server in servers {
            try await eventually("Redis serves again", within: .seconds(60)) {
                try await tenant.isDegraded(at: server) == false
            }
        }
        await work
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out under two claims")
        try await tenant.expectDecidedOnce(posts, crew.ledger, at: servers[1])
        // What was decided meanwhile goes out where it belongs.
        let published = try await tenant.results(posts.count).compactMap(\.decisionID)
        #expect(published.count == posts.count && Set(published).count == posts.count)
        try await tenant.becomesClean()
    }

    @Test
    func `What a server saw of Redis before it died moves no line when Redis is back`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "60"])
        let first = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: first).ingest("a").status == 201)
        try await redis.kill()
        try await eventually("MongoDB stands in", within: .seconds(60)) {
            try await tenant.isDegraded(at: first) == true
        }
        try await first.kill()
        try await redis.restart()
        let second = try await pilot.serve()
        try await eventually("Redis serves again", within: .seconds(60)) {
            try await tenant.isDegraded(at: second) == false
        }
        let held = try await tenant.caller("ann", at: second).claimSoon()
        let epoch = try await Archive.epoch(of: tenant)
        try await second.kill()

        let third = try await pilot.serve()
        let end = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end {
            #expect(try await tenant.caller("ann", at: third).claim().items.map(\.claim) == [held.claim])
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await Archive.epoch(of: tenant) == epoch)
    }

    @Test
    func `Claims from before are kept while Redis is away, and by Redis when it is back`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "60", "--max-hold", "600"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest(Verdict.posts(3)).json["accepted"].int == 3)
        let ann = tenant.caller("ann", at: server)
        let held = try #require(try await ann.claim().items.first)
        // The journal has it within a second.
        try await eventually("the claim is in the history") {
            try LooseJSON(try await ann.item(held.post).body)["history"].array.contains {
                $0["event"].string == "claimed"
            }
        }
        try await redis.kill()
        try await eventually("MongoDB stands in", within: .seconds(60)) {
            try await tenant.isDegraded(at: server) == true
        }
        #expect(try await ann.claim().items.map(\.claim) == [held.claim])
        #expect(try await ann.act("extend", on: held.post, claim: held.claim).status == 200)
        let others = try await tenant.caller("ben", at: server).claimSoon(within: .seconds(60))
        #expect(others.post != held.post)

        try await redis.restart(empty: true)
        try await eventually("Redis serves again", within: .seconds(60)) {
            try await tenant.isDegraded(at: server) == false
        }
        #expect(try await ann.claim().items.map(\.claim) == [held.claim])
        #expect(try await ann.decide(held.post, .approve, claim: held.claim).status == 200)
        #expect(
            try await tenant.caller("ben", at: server).decide(others.post, .reject, claim: others.claim).status == 200
        )
    }

    @Test
    func `A post decided while Redis is away gets its next version at once, and both results go out`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "60"])
        let server = try await pilot.serve()
        let (backend, ann) = (tenant.caller("backend", at: server), tenant.caller("ann", at: server))
        #expect(try await backend.ingest(verdict: Verdict.line("p", version: "1")).status == 201)
        try await redis.kill()
        try await eventually("MongoDB stands in", within: .seconds(60)) {
            try await tenant.isDegraded(at: server) == true
        }
        let first = try await ann.claimSoon(within: .seconds(60))
        var ids = [try await ann.decide("p", .approve, claim: first.claim).decisionID]
        #expect(try await tenant.decisionsRead(at: server) == ids.compactMap(\.self))

        let began = ContinuousClock.now
        let lines = [Verdict.line("q"), Verdict.line("p", version: "2"), Verdict.line("r")].joined(separator: "\n")
        let report = try await backend.ingest(lines: lines).json
        #expect(report["accepted"].int == 3 && report["refused"].array.isEmpty)
        #expect(ContinuousClock.now - began < .seconds(5))
        var decided: Set<String> = []
        for _ in 0..<3 {
            let item = try await ann.claimSoon(within: .seconds(60))
            decided.insert(item.post)
            ids.append(try await ann.decide(item.post, .reject, claim: item.claim).decisionID)
        }
        #expect(decided == ["p", "q", "r"])

        try await redis.restart()
        let published = try await tenant.results(4, within: .seconds(60)).compactMap(\.decisionID)
        #expect(published.count == 4 && Set(published) == Set(ids.compactMap(\.self)))
        let read = try await tenant.decisionsRead(at: server)
        #expect(read.count == 4 && Set(read) == Set(published))
        try await tenant.becomesClean()
    }
}
