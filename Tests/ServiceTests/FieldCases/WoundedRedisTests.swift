import TestSupport
import Testing

/// Redis that forgets its scripts, or has no room: cases that broke others, by the names that they go by.
@Suite(.timeLimit(.minutes(3)))
struct WoundedRedisTests {
    @Test
    func `SCRIPT FLUSH under load`() async throws {
        let redis = try await PrivateRedis.start()
        let servers = try await TwoServers.start(pilot: try ModPilot(redisURL: redis.url))
        let posts = Verdict.posts(600)
        #expect(try await servers.here("backend").ingest(posts).status == 200)
        let crew = Crew(tenant: servers.tenant, ports: servers.ports, ledger: Ledger())
        async let work: Void = crew.work(16, until: posts.count)
        var flushes = 0
        while crew.ledger.decisions.count < posts.count, crew.ledger.problems.isEmpty {
            #expect(try await servers.tenant.redis("SCRIPT", "FLUSH").string == "OK")
            flushes += 1
        }
        await work
        #expect(flushes >= 10, "too few flushes to matter")
        #expect(crew.ledger.unavailable == 0 && crew.ledger.unanswered == 0, "a caller noticed")
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await crew.ledger.agrees(with: servers.tenant, posts: posts)
    }

    @Test
    func `Redis at maxmemory`() async throws {
        let redis = try await PrivateRedis.start(["--maxmemory-policy", "noeviction"])
        let servers = try await TwoServers.start(pilot: try ModPilot(redisURL: redis.url))
        let tenant = servers.tenant
        let (ann, bob) = (servers.here("ann"), servers.there("bob"))
        let posts = Verdict.posts(60)
        #expect(try await ann.ingest(posts).status == 200)
        let held = try await ann.claim(10).items
        _ = try await tenant.redis("CONFIG", "SET", "maxmemory", "1")

        // What would add is refused, and says so.
        for caller in [ann, bob] {
            let refused = try await caller.claim(10)
            #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused)")
        }
        try await eventually("it is not ready") {
            try await servers.other.probe().call("GET", "/readyz").status == 503
        }
        // MongoDB has room; the line gets it later.
        #expect(try await bob.ingest("late").status == 201)
        // What frees goes on.
        #expect(try await ann.act("extend", on: held[0].post, claim: held[0].claim).status == 200)
        #expect(try await ann.act("release", on: held[1].post, claim: held[1].claim).status == 200)
        #expect(try await ann.act("escalate", on: held[2].post, claim: held[2].claim).status == 200)
        for item in held.dropFirst(3) {
            let decision = try await ann.decide(item.post, .approve, claim: item.claim)
            #expect(decision.status == 200, "\(decision)")
        }
        #expect(try await tenant.results(7).count == 7)

        _ = try await tenant.redis("CONFIG", "SET", "maxmemory", "0")
        #expect(try await ann.decide(held[0].post, .approve, claim: held[0].claim).status == 200)
        let supervisor = try await tenant.supervisor("sue", at: servers.other)
        let escalated = try #require(try await supervisor.claim(queue: "escalated").items.first)
        #expect(escalated.post == held[2].post)
        #expect(try await supervisor.decide(escalated.post, .reject, claim: escalated.claim).status == 200)
        let rest = Set(posts + ["late"]).subtracting(held.map(\.post)).union([held[1].post])
        let crew = Crew(tenant: tenant, ports: servers.ports, ledger: Ledger())
        await crew.work(8, until: rest.count)
        #expect(crew.ledger.problems == [] && Set(crew.ledger.decisions.keys) == rest)
        #expect(crew.ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        #expect(try await tenant.results(61).count == 61)
        #expect(try await Archive.count(.decidedOnce, of: tenant) == 61)
        try await tenant.becomesClean()
    }
}
