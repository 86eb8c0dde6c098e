import TestSupport
import Testing

/// A process that stalls between two steps (SIGSTOP) and wakes up when others have gone on without it.
@Suite(.timeLimit(.minutes(3)))
struct StallTests {
    @Test(arguments: [false, true])
    func `A decision that stalls before its write changes nothing once its item is in other hands`(
        isDecidedMeanwhile: Bool
    ) async throws {
        let scene = try await Breakage.at("decision-begun:stop")
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        async let stalled = ann.decide("p", .reject, claim: item.claim)

        // What is claimed from now on stays claimed.
        try await scene.tenant.setLease(120)
        let bob = scene.tenant.caller("bob", at: scene.other)
        let regained = try await bob.claimSoon()
        #expect(regained.post == "p" && regained.claim != item.claim)
        var decision: HTTPAnswer?
        if isDecidedMeanwhile {
            decision = try await bob.decide("p", .approve, claim: regained.claim)
            #expect(decision?.status == 200)
        }
        scene.failing.resume()
        // Woken up, its own time for the call may be over; then the caller asks again, and learns the same.
        var late = try await stalled
        if late.status == 503 { late = try await ann.decide("p", .reject, claim: item.claim) }
        #expect(late.status == 409, "\(late)")
        #expect(late.code == (isDecidedMeanwhile ? "already_decided" : "claim_lost"), "\(late)")
        if !isDecidedMeanwhile {
            #expect(try await Archive.count(.pending, of: scene.tenant) == 1)
            #expect(try await scene.tenant.results() == [])
            decision = try await bob.decide("p", .approve, claim: regained.claim)
            #expect(decision?.status == 200)
        }
        try await scene.tenant.expectOnlyDecision(decision?.decisionID, by: "bob")
    }

    @Test
    func `A decision that stalls behind its write is published by others, and once`() async throws {
        let scene = try await Breakage.at("decision-stored:stop")
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        async let stalled = ann.decide("p", .reject, claim: item.claim)

        #expect(try await scene.tenant.results(1).count == 1)
        scene.failing.resume()
        var late = try await stalled
        if late.status == 503 { late = try await ann.decide("p", .reject, claim: item.claim) }
        #expect(late.status == 200, "\(late)")
        try await scene.tenant.expectOnlyDecision(late.decisionID, by: "ann")
    }

    @Test(arguments: ["record-stored:stop", "record-published:stop"])
    func `An ingest that stalls puts nothing into line again that others have decided`(
        failpoint: String
    ) async throws {
        let scene = try await Breakage.at(failpoint, lease: 120)
        let backend = scene.tenant.caller("backend", at: scene.failing)
        async let stalled = backend.ingest("p")

        let ann = scene.tenant.caller("ann", at: scene.other)
        let item = try await ann.claimSoon()
        let decision = try await ann.decide("p", .approve, claim: item.claim)
        #expect(decision.status == 200)
        scene.failing.resume()
        let late = try await stalled
        #expect(late.status == 201, "\(late)")
        try await scene.tenant.expectOnlyDecision(decision.decisionID, by: "ann")
        let nothing = try await scene.tenant.caller("bob", at: scene.other).claim(wait: 3)
        #expect(try nothing.items == [])
        try await scene.tenant.becomesClean()
    }

    @Test
    func `A server that stalls behind the fence takes no newer claim away`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "1"])
        let first = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-begun"])
        let ann = tenant.caller("ann", at: first)
        #expect(try await tenant.caller("backend", at: first).ingest("p").status == 201)
        let item = try #require(try await ann.claim().items.first)
        let unanswered = try? await ann.decide("p", .reject, claim: item.claim)
        #expect(unanswered == nil)

        let second = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-fenced:stop"])
        try await eventually("the second has set the fence", within: .seconds(30)) {
            try await Archive.count(.fenced, of: tenant) == 1
        }
        // What the third hands out stays claimed.
        try await tenant.setLease(120)
        let third = try await pilot.serve()
        let bob = tenant.caller("bob", at: third)
        let regained = try await bob.claimSoon()
        second.resume()
        try await eventually("the second goes on") { try await second.probe().call("GET", "/readyz").status == 200 }
        let carol = tenant.caller("carol", at: second)
        let nothing = try await carol.claim(wait: 3)
        #expect(try nothing.items == [])
        #expect(try await bob.claim().items == [regained])
        let decision = try await bob.decide("p", .approve, claim: regained.claim)
        #expect(decision.status == 200, "\(decision)")
        try await tenant.expectOnlyDecision(decision.decisionID, by: "bob")
    }

    /// Nobody is left who knows that Redis has lost something, and it says that it is the same.
    @Test
    func `A server that stood still believes no Redis that went back behind what others gave out`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let (stalled, other) = (try await pilot.serve(), try await pilot.serve())
        #expect(try await tenant.caller("backend", at: stalled).ingest(Verdict.posts(3)).json["accepted"].int == 3)
        let first = try await tenant.caller("ann", at: stalled).claimSoon()
        try await stalled.pause()
        let pausedAt = ContinuousClock.now

        let keys = try await tenant.redis("KEYS", "*{\(tenant.id)}*").array.compactMap(\.string)
        for key in keys { _ = try await tenant.redis("COPY", key, "before:" + key) }
        let told = try await tenant.caller("ben", at: other).claimSoon()
        try await eventually("it is written down", within: .seconds(20)) {
            try await Archive.isInHistory(told.post, of: tenant)
        }
        try await other.kill()
        let emptying = "return redis.call('DEL', unpack(redis.call('KEYS', 'moderation*')))"
        _ = try await tenant.redis("EVAL", emptying, "0")
        for key in keys { _ = try await tenant.redis("RENAME", "before:" + key, key) }

        // So long that it counts for a standstill.
        try await Task.sleep(until: pausedAt + .seconds(3))
        stalled.resume()
        let found = try await tenant.caller("cyn", at: stalled).claimSoon(within: .seconds(30))
        #expect(![first.post, told.post].contains(found.post))
        #expect(try await tenant.caller("ben", at: stalled).claim().items.map(\.claim) == [told.claim])
    }
}
