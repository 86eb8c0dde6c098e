import TestSupport
import Testing

/// Redis that loses all it had.
@Suite(.timeLimit(.minutes(3)))
struct RedisLossTests {
    enum Loss: String, CaseIterable, Sendable {
        case flushed, killedAndEmptied
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
        for _ in 1...20 {
            let item = try #require(try await ann.claim().items.first)
            decided[item.post] = try await ann.decide(item.post, .reject, claim: item.claim).decisionID
        }
        let claimed = try await tenant.caller("bob", at: servers[1]).claim(10).items
        #expect(decided.count == 20 && claimed.count == 10)

        switch loss {
        case .flushed: _ = try await tenant.redis("FLUSHALL")
        case .killedAndEmptied: try await redis.restart(empty: true)
        }
        try await tenant.setLease(120)

        let undecided = Set(posts).subtracting(decided.keys)
        let crew = Crew(tenant: tenant, ports: servers.map(\.port), ledger: Ledger())
        await crew.work(8, until: undecided.count)
        #expect(Set(crew.ledger.claims.keys) == undecided, "what was decided came back, or something stayed away")
        #expect(crew.ledger.problems == [])
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)
        let nothing = try await ann.claim(wait: 3)
        #expect(try nothing.items == [])
        // The results of before the loss may be gone with it; all that is there says the same as the answers.
        let results = try await tenant.results(undecided.count)
        #expect(undecided.isSubset(of: results.compactMap(\.post)))
        for result in results {
            let answered = crew.ledger.decisions[result.post ?? ""]?.first?.decisionID ?? decided[result.post ?? ""]
            #expect(result.decisionID == answered)
        }
        try await tenant.becomesClean()
    }
}
