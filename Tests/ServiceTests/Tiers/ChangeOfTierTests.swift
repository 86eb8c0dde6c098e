import TestSupport
import Testing

/// A client changes its tier while it is worked for.
@Suite(.timeLimit(.minutes(10)))
struct ChangeOfTierTests {
    @Test
    func `From tier to tier under load nothing is lost, decided twice or claimed by two`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(900)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        async let work: Void = crew.work(12, until: posts.count)
        for tier in ["mongo", "redis", "mongo", "redis"] {
            let before = crew.ledger.decisions.count
            try await eventually("some are decided", within: .seconds(60)) {
                crew.ledger.decisions.count > min(before + 120, posts.count - 1)
            }
            _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", tier])
            try await eventually("the line is there", within: .seconds(60)) {
                try await Archive.line(of: tenant) == tier
            }
        }
        await work
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out under two claims")
        try await tenant.expectDecidedOnce(posts, crew.ledger, at: servers[0])
        try await tenant.becomesClean()
    }

    @Test
    func `A claim and what is known of a post outlive the change`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120", "--max-releases", "3"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest(Verdict.posts(2)).json["accepted"].int == 2)
        let ann = tenant.caller("ann", at: server)
        let first = try #require(try await ann.claim().items.first)
        #expect(try await ann.release(first.post).status == 200)
        let ben = tenant.caller("ben", at: server)
        let held = try #require(try await ben.claim().items.first)
        #expect(held.post == first.post)
        for tier in ["mongo", "redis"] {
            _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", tier])
            try await eventually("the line is there", within: .seconds(60)) {
                try await Archive.line(of: tenant) == tier
            }
            let again = try await ben.claimSoon(within: .seconds(60))
            #expect(again.claim == held.claim)
        }
        #expect(try await ben.release(held.post).status == 200)
        let other = try await ann.claimSoon(within: .seconds(60))
        #expect(other.post != held.post, "ann released it, and does not get it again")
    }

    @Test
    func `What waiting posts are known by outlives the change`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120", "--max-releases", "4"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest("a").status == 201)
        var released = 0
        for (moderator, tier) in [("ann", "mongo"), ("ben", "redis"), ("cyn", "mongo")] {
            let caller = tenant.caller(moderator, at: server)
            #expect(try await caller.claimSoon(within: .seconds(60)).post == "a")
            #expect(try await caller.release("a").status == 200)
            released += 1
            try await tenant.isTold("released", released, of: "a", at: server)
            _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", tier])
            try await eventually("the line is there", within: .seconds(60)) {
                try await Archive.line(of: tenant) == tier
            }
        }
        let dan = tenant.caller("dan", at: server)
        #expect(try await dan.claimSoon(within: .seconds(60)).post == "a")
        #expect(try await dan.release("a").status == 200)
        let sue = try await tenant.supervisor("sue", at: server)
        #expect(try await sue.claimSoon(queue: "escalated").post == "a", "that was the fourth release")
    }

    @Test
    func `Who released a waiting post does not get it in the other tier`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest("a").status == 201)
        let (ann, ben) = (tenant.caller("ann", at: server), tenant.caller("ben", at: server))
        #expect(try await ann.claim().items.map(\.post) == ["a"])
        #expect(try await ann.release("a").status == 200)
        try await tenant.isTold("released", 1, of: "a", at: server)
        for tier in ["mongo", "redis"] {
            _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", tier])
            try await eventually("the line is there, and the post in it", within: .seconds(60)) {
                let stats = try await tenant.caller("backend", at: server).get("/stats")
                guard try await Archive.line(of: tenant) == tier, stats.status == 200 else { return false }
                return try stats.json["queues"]["default"]["ready"].int == 1
            }
            #expect(try await ann.claim().items == [])
        }
        #expect(try await ben.claimSoon().post == "a")
    }
}
