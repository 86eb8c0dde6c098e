import TestSupport
import Testing

/// Redis that loses all it had.
@Suite(.timeLimit(.minutes(3)))
struct RedisLossTests {
    enum Loss: String, CaseIterable, Sendable {
        case flushed, killedAndEmptied, restoredFromBackup
    }

    /// All that is undecided comes back and is decided once; what was decided never comes back.
    @Test(arguments: Loss.allCases)
    func `FLUSHALL, then all goes on`(loss: Loss) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "2"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(60)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let ann = tenant.caller("ann", at: servers[0])
        var decided: [String: String?] = [:]
        var backup: Folder?
        for number in 1...20 {
            if number == 10 { backup = try redis.backUp() }
            let item = try #require(try await ann.claim().items.first)
            decided[item.post] = try await ann.decide(item.post, .reject, claim: item.claim).decisionID
        }
        let claimed = try await tenant.caller("bob", at: servers[1]).claim(10).items
        #expect(decided.count == 20 && claimed.count == 10)

        try await lose(loss, redis, backup: backup, of: tenant)
        try await tenant.setLease(120)

        let undecided = Set(posts).subtracting(decided.keys)
        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        await crew.work(8, until: undecided.count)
        #expect(Set(crew.ledger.claims.keys) == undecided, "what was decided came back, or something stayed away")
        #expect(crew.ledger.problems == [])
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)
        let nothing = try await ann.claim(wait: 3)
        #expect(try nothing.items == [])
        // Readers were told of every decision, and the stream gets again what it lacks, under the same ids.
        let answered = decided.merging(crew.ledger.decisions.mapValues { $0.first?.decisionID }) { first, _ in first }
        let read = try await tenant.decisionsRead(at: servers[1])
        #expect(read.count == posts.count && Set(read) == Set(answered.values.compactMap(\.self)))
        let results = try await tenant.results(posts.count)
        #expect(results.count == posts.count && Set(results.compactMap(\.post)) == Set(posts))
        for result in results { #expect(result.decisionID == answered[result.post ?? ""]) }
        try await tenant.becomesClean()
    }

    private func lose(_ loss: Loss, _ redis: PrivateRedis, backup: Folder?, of tenant: Tenant) async throws {
        switch loss {
        case .flushed: _ = try await tenant.redis("FLUSHALL")
        case .killedAndEmptied: try await redis.restart(empty: true)
        case .restoredFromBackup: try await redis.restart(from: try #require(backup))
        }
    }

    @Test(arguments: Loss.allCases)
    func `Who released a post does not get it behind a loss, be it waiting or held`(loss: Loss) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "120", "--max-releases", "3"])
        let server = try await pilot.serve()
        for post in ["waits", "held"] {
            #expect(try await tenant.caller("backend", at: server).ingest(post).status == 201)
        }
        let (ann, ben) = (tenant.caller("ann", at: server), tenant.caller("ben", at: server))
        for post in ["waits", "held"] {
            #expect(try await ann.claim().items.map(\.post) == [post])
            #expect(try await ann.release(post).status == 200)
        }
        let backup = try redis.backUp()
        #expect(try await ben.claim(2).items.map(\.post) == ["waits", "held"])
        #expect(try await ben.release("waits").status == 200)
        try await tenant.isTold("released", 2, of: "waits", at: server)

        try await lose(loss, redis, backup: backup, of: tenant)
        let cyn = tenant.caller("cyn", at: server)
        #expect(try await cyn.claimSoon().post == "waits")
        #expect(try await ben.claim(2).items.map(\.post) == ["held"], "the claim stands, and ben released the other")
        #expect(try await ann.claim(2).items == [])
        #expect(try await ben.release("held").status == 200)
        #expect(try await ann.claim(2).items == [], "ann released it as well, before ben had it")
        #expect(try await cyn.release("waits").status == 200)
        let sue = try await tenant.supervisor("sue", at: server)
        #expect(try await sue.claimSoon(queue: "escalated").post == "waits", "that was the third release")
        #expect(try await sue.decide("waits", .approve).status == 200)
        #expect(try await cyn.claim().items.map(\.post) == ["held"])
        #expect(try await cyn.decide("held", .reject).status == 200)
        try await tenant.becomesClean()
    }

    @Test(arguments: Loss.allCases)
    func `Expiries count on behind a loss`(loss: Loss) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "1"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest("late").status == 201)
        let backup = try redis.backUp()
        for (count, moderator) in [(1, "ann"), (2, "ben")] {
            #expect(try await tenant.caller(moderator, at: server).claimSoon().post == "late")
            try await tenant.isTold("expired", count, of: "late", at: server)
        }

        try await lose(loss, redis, backup: backup, of: tenant)
        #expect(try await tenant.caller("cyn", at: server).claimSoon().post == "late")
        let sue = try await tenant.supervisor("sue", at: server)
        #expect(try await sue.claimSoon(queue: "escalated").post == "late")
        #expect(try await sue.decide("late", .approve).status == 200)
        try await tenant.becomesClean()
    }
}
