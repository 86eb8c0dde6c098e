import TestSupport
import Testing

/// A Redis that goes back in time and is the same process: it follows the replica that was promoted in its place and lacks its
/// newest writes, and is promoted again.
@Suite(.timeLimit(.minutes(4)))
struct FailbackTests {
    enum Servers: String, CaseIterable, Sendable {
        case thatWereThere, justStarted
    }

    @Test(arguments: Servers.allCases)
    func `What was given out stays given out, and what was decided stays decided`(servers: Servers) async throws {
        let pair = try await RedisPair.start()
        let pilot = try ModPilot(redisURL: pair.first.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "4"])
        var serving = [try await pilot.serve(), try await pilot.serve()]
        let stalling = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-begun:stop"])
        let posts = Verdict.posts(40)
        #expect(try await tenant.caller("backend", at: serving[0]).ingest(posts).json["accepted"].int == posts.count)
        let ann = tenant.caller("ann", at: serving[0])
        var decided: Set<String> = []
        func decide(_ count: Int) async throws {
            for _ in 0..<count {
                let item = try #require(try await ann.claim().items.first)
                #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
                decided.insert(item.post)
            }
        }
        try await decide(5)

        // From here on the replica hears nothing any more.
        try await pair.promoteSecond()
        let dan = tenant.caller("dan", at: stalling)
        let superseded = try #require(try await dan.claim().items.first)
        async let stalled = dan.decide(superseded.post, .reject, claim: superseded.claim)
        try await decide(5)
        try await tenant.setLease(120)
        // What was claimed before the change ends by itself.
        let held = try await eventually("bob holds five for long", within: .seconds(30)) {
            let items = try await tenant.caller("bob", at: serving[1]).claim(5).items
            return try items.count == 5 && items.allSatisfy { try $0.lease > 100 } ? items : nil
        }
        for item in held {
            try await eventually("the claim is written down") { try await Archive.isInHistory(item.post, of: tenant) }
        }
        if servers == .justStarted {
            for server in serving { try await server.kill() }
        }
        try await pair.failBack()
        if servers == .justStarted { serving = [try await pilot.serve(), try await pilot.serve()] }

        let heldPosts = Set(held.map(\.post))
        let free = Set(posts).subtracting(decided).subtracting(heldPosts)
        let crew = Crew(tenant: tenant, ports: serving.map(\.port), ledger: Ledger())
        await crew.work(6, until: free.count)
        #expect(Set(crew.ledger.claims.keys) == free, "what was decided or is held came back, or something stayed away")
        #expect(crew.ledger.problems == [])
        stalling.resume()
        var late = try await stalled
        if late.status == 503 { late = try await dan.decide(superseded.post, .reject, claim: superseded.claim) }
        #expect(late.status == 409, "\(late)")

        let bob = tenant.caller("bob", at: serving[0])
        #expect(Set(try await bob.claim(5).items.map(\.claim)) == Set(held.map(\.claim)))
        for item in held { #expect(try await bob.decide(item.post, .reject, claim: item.claim).status == 200) }
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)
        let generations = try await Archive.generations(of: tenant)
        #expect(generations.filter { $0.value.count > 1 } == [:], "generations that were given out twice")
        try await tenant.becomesClean()
    }

    enum Old: String, CaseIterable, Sendable {
        case livesOn, follows
    }

    @Test(arguments: Old.allCases)
    func `Connections that are kept to the old primary are left within seconds of the address's move`(
        old: Old
    ) async throws {
        let pair = try await RedisPair.start()
        let relay = try TCPRelay(to: pair.first.port)
        let pilot = try ModPilot(redisURL: "redis://127.0.0.1:\(relay.port)/0")
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest(Verdict.posts(6)).json["accepted"].int == 6)
        let held = try #require(try await tenant.caller("ann", at: server).claim().items.first)

        try await pair.promoteSecond()
        relay.redirect(to: pair.second.port)
        if old == .follows { try await pair.firstFollows() }
        try await eventually("no connection is kept", within: .seconds(8)) {
            try await pair.atFirst.run(["CLIENT LIST"]).allSatisfy { !$0.contains("name=modpilot ") }
        }
        let got = try await tenant.caller("ben", at: server).claimSoon(within: .seconds(15))
        #expect(got.post != held.post)
        #expect(try await pair.atSecond("HEXISTS", "moderation-claims-{\(tenant.id)}", got.post).int == 1)
        #expect(try await tenant.caller("ann", at: server).claim().items == [held])
        #expect(try await tenant.caller("ann", at: server).decide(held.post, .approve).status == 200)
    }
}
