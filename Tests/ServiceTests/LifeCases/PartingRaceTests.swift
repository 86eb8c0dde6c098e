import TestSupport
import Testing

/// A claim that ends in two ways at once, at two servers: one of them wins, and the other is told.
@Suite(.timeLimit(.minutes(3)))
struct PartingRaceTests {
    private enum Winner: CaseIterable { case decision, parting }
    private enum Claims: CaseIterable { case escalated, lost }

    /// Gives which won, having checked what the other was told.
    private func judge(decision: HTTPAnswer, parting: HTTPAnswer) -> Winner? {
        switch (decision.status, parting.status) {
        case (200, 409):
            #expect(parting.code == "already_decided" && parting.decisionID == decision.decisionID, "\(parting)")
            return .decision
        case (200, 503):
            // While the decision is between the two stores, nobody can tell yet how it ends.
            #expect(parting.header("Retry-After") != nil && parting.text.contains("under way"), "\(parting)")
            return .decision
        case (409, 200):
            #expect(decision.code == "claim_lost", "\(decision)")
            return .parting
        default:
            Issue.record("\(decision), \(parting)")
            return nil
        }
    }

    @Test(arguments: ["release", "escalate"])
    func `Parting with an item races the decision on it`(verb: String) async throws {
        let servers = try await TwoServers.start()
        let (ann, annToo) = (servers.here("ann"), servers.there("ann"))
        let supervisor = try await servers.tenant.supervisor("sue", at: servers.one)
        var decided: [String?] = []
        try await Race.run(Winner.self, rounds: 40) { round in
            #expect(try await ann.ingest("p-\(round)").status == 201)
            let item = try #require(try await ann.claim().items.first)
            let (decision, parting) = try await Race.together(round: round) {
                try await ann.decide(item.post, .approve, claim: item.claim)
            } _: {
                try await annToo.act(verb, on: item.post, claim: item.claim)
            }
            let winner = judge(decision: decision, parting: parting)
            if winner == .decision {
                decided.append(decision.decisionID)
            } else {
                let queue = verb == "escalate" ? "escalated" : "default"
                #expect(try await annToo.claim().items == [], "ann has it again")
                let next = try #require(try await supervisor.claim(queue: queue).items.first)
                #expect(next.post == item.post)
                decided.append(try await supervisor.decide(next.post, .reject, claim: next.claim).decisionID)
            }
            return winner.map { [$0] } ?? []
        }
        #expect(try await servers.tenant.results(decided.count).map(\.decisionID) == decided)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `A supervisor's release races the holder's decision`() async throws {
        let servers = try await TwoServers.start()
        let ann = servers.here("ann")
        let supervisor = try await servers.tenant.supervisor("sue", at: servers.other)
        var decided: [String?] = []
        try await Race.run(Winner.self, rounds: 40) { round in
            #expect(try await ann.ingest("p-\(round)").status == 201)
            let item = try #require(try await ann.claim().items.first)
            let (decision, parting) = try await Race.together(round: round) {
                try await ann.decide(item.post, .approve, claim: item.claim)
            } _: {
                try await supervisor.act("release", on: item.post, claim: round % 3 == 0 ? item.claim : nil)
            }
            let winner = judge(decision: decision, parting: parting)
            if winner == .decision {
                decided.append(decision.decisionID)
            } else {
                // It was taken from her, not given back by her: she may have it again.
                let next = try #require(try await ann.claim().items.first)
                #expect(next.post == item.post && next.claim != item.claim)
                decided.append(try await ann.decide(next.post, .reject, claim: next.claim).decisionID)
            }
            return winner.map { [$0] } ?? []
        }
        #expect(try await servers.tenant.results(decided.count).map(\.decisionID) == decided)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `escalate races expiry`() async throws {
        let servers = try await TwoServers.start(["--lease", "1", "--max-claims", "20", "--max-expiries", "100"])
        let (ann, backend) = (servers.here("ann"), servers.there("backend"))
        let supervisor = try await servers.tenant.supervisor("sue", at: servers.other)
        var count = 0
        try await Race.run(Claims.self, rounds: 3) { round in
            let posts = (0..<20).map { "p-\(round)-\($0)" }
            count += posts.count
            #expect(try await backend.ingest(posts).status == 200)
            let held = try await ann.claim(posts.count).items
            let start = ContinuousClock.now
            let bob = servers.there("bob-\(round)")
            async let grabbed = Grabber(caller: bob, limit: 20).grab { ContinuousClock.now - start > .seconds(1.3) }
            var escalated: Set<String> = []
            for (number, item) in held.enumerated() {
                try await Task.sleep(until: start + .milliseconds(800 + 20 * number))
                let answer = try await ann.act("escalate", on: item.post, claim: item.claim)
                if answer.status == 200 { escalated.insert(item.post) } else { #expect(answer.code == "claim_lost") }
            }
            let taken = try await grabbed
            #expect(Set(posts).subtracting(taken.keys) == escalated, "an item is the supervisors' and bob's, or lost")
            for (post, claims) in taken {
                #expect(try await bob.decide(post, .reject, claim: claims.last?.claim).status == 200)
            }
            // Their leases are short too, so they come in as many calls as it takes.
            for _ in escalated {
                let item = try await supervisor.claimSoon(queue: "escalated")
                #expect(escalated.contains(item.post))
                #expect(try await supervisor.decide(item.post, .approve).status == 200)
            }
            return posts.map { escalated.contains($0) ? .escalated : .lost }
        }
        #expect(try await servers.tenant.results(count).count == count)
        try await servers.tenant.becomesClean()
    }
}
