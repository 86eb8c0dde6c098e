import TestSupport
import Testing

/// A round that ends from outside while somebody works on it, at two servers: one of them wins, and the other is told.
@Suite(.timeLimit(.minutes(3)))
struct RoundRaceTests {
    private enum Winner: CaseIterable { case decision, version }
    private enum Claims: CaseIterable { case made, tooLate }

    @Test
    func `A new version races the decision on the old one`() async throws {
        let servers = try await TwoServers.start()
        let (ann, backend) = (servers.here("ann"), servers.there("backend"))
        var decided: [String?] = []
        try await Race.run(Winner.self, rounds: 16) { round in
            let post = "p-\(round)"
            #expect(try await backend.ingest(verdict: Verdict.line(post, version: "v1")).status == 201)
            let item = try #require(try await ann.claim().items.first)
            let (decision, ingest) = try await Race.together(round: round) {
                try await ann.decide(post, .approve, claim: item.claim)
            } _: {
                try await backend.ingest(verdict: Verdict.line(post, version: "v2"))
            }
            #expect(try ingest.status == 201 && ingest.json["round"].int == 2, "\(ingest)")
            let winner: Winner = decision.status == 200 ? .decision : .version
            if winner == .decision {
                decided.append(decision.decisionID)
            } else {
                #expect(try decision.code == "superseded" && decision.json["round"].int == 2, "\(decision)")
            }
            // Whoever won, the next round is open, and the old claim has no say in it. Where the version came between the
            // decision's two stores, its item has to wait for the pass that puts strays into line.
            let next = try await ann.claimSoon()
            #expect(next.post == post && next.claim != item.claim)
            let late = try await ann.decide(post, .reject, claim: item.claim)
            #expect(late.code == (winner == .decision ? "already_decided" : "claim_lost"), "\(late)")
            let last = try await ann.decide(post, .reject, claim: next.claim)
            #expect(try last.json["decision"]["round"].int == 2, "\(last)")
            decided.append(last.decisionID)
            let rounds = try await backend.item(post).json["decisions"].array.compactMap { $0["round"].int }
            #expect(rounds == (winner == .decision ? [1, 2] : [2]))
            return [winner]
        }
        #expect(try await servers.tenant.results(decided.count).map(\.decisionID) == decided)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `A withdrawal races the claim`() async throws {
        let servers = try await TwoServers.start()
        let (ann, backend) = (servers.here("ann"), servers.there("backend"))
        try await Race.run(Claims.self, rounds: 40) { round in
            let post = "p-\(round)"
            #expect(try await backend.ingest(post).status == 201)
            let (claim, withdrawal) = try await Race.together(round: round) {
                try await ann.claim()
            } _: {
                try await backend.withdraw(post)
            }
            #expect(withdrawal.status == 204, "\(withdrawal)")
            let item = try claim.items.first
            #expect(try claim.status == 200 && item.map(\.post) ?? post == post && claim.items.count < 2, "\(claim)")
            #expect(try await ann.claim().items == [], "what was withdrawn is shown")
            #expect(try await servers.there("bob").claim().items == [], "what was withdrawn is handed out")
            for verb in ["approve", "extend", "release", "escalate"] {
                let refused = try await ann.act(verb, on: post, claim: item?.claim)
                #expect(refused.status == 409 && refused.code == "withdrawn", "\(verb): \(refused)")
            }
            #expect(try await backend.withdraw(post).status == 204)
            return [item == nil ? .tooLate : .made]
        }
        #expect(try await servers.tenant.results() == [])
        try await servers.tenant.becomesClean()
    }
}
