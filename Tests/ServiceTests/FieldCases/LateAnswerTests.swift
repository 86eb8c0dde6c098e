import TestSupport
import Testing

/// Calls that come too late, or twice: cases that broke others, by the names that they go by.
@Suite(.timeLimit(.minutes(3)))
struct LateAnswerTests {
    @Test(arguments: [true, false])
    func `A expires, B claims, A submits`(namesItsClaim: Bool) async throws {
        let servers = try await TwoServers.start(["--lease", "1"])
        let (ann, bob) = (servers.here("ann"), servers.there("bob"))
        #expect(try await ann.ingest("p").status == 201)
        let lost = try await ann.claimSoon()
        let name = namesItsClaim ? lost.claim : nil
        // What is claimed from now on stays claimed.
        try await servers.tenant.setLease(120)
        let item = try await eventually("bob has it for long", within: .seconds(40)) {
            let item = try await bob.claimSoon()
            return try item.lease > 100 ? item : nil
        }
        for verb in ["approve", "reject", "extend", "release", "escalate"] {
            let late = try await ann.act(verb, on: "p", claim: name)
            #expect(late.status == 409 && late.code == "claim_lost", "\(verb): \(late)")
            #expect(try late.json["claim"]["moderator"].string == "bob", "\(verb): \(late)")
            #expect(try late.json["claim"]["expires_at"].string == item.expiresAt, "\(verb): \(late)")
        }
        #expect(try await bob.claim().items == [item], "bob's claim is not what it was")
        let decision = try await bob.decide("p", .approve, claim: item.claim)
        #expect(decision.status == 200, "\(decision)")
        for verb in ["approve", "reject", "extend", "release", "escalate"] {
            let late = try await ann.act(verb, on: "p", claim: name)
            #expect(late.status == 409 && late.code == "already_decided", "\(verb): \(late)")
            #expect(late.decisionID == decision.decisionID, "\(verb): \(late)")
        }
        try await servers.tenant.expectOnlyDecision(decision.decisionID, by: "bob")
    }

    @Test
    func `submit repeated after a dropped answer`() async throws {
        let servers = try await TwoServers.start()
        let posts = Verdict.posts(40)
        #expect(try await servers.here("backend").ingest(posts).status == 200)
        var decided: [String: String?] = [:]
        for _ in posts {
            let item = try #require(try await servers.here("ann").claim().items.first)
            try await servers.here("ann").decideUnheard(item.post, .reject, claim: item.claim)
            // Whether the first call has been served by now, is under way or never arrives, can't be seen and must not matter.
            let repeated = try await servers.there("ann").decide(item.post, .reject, claim: item.claim)
            #expect(repeated.status == 200, "\(repeated)")
            let again = try await servers.here("ann").decide(item.post, .reject)
            #expect(again.status == 200 && again.body == repeated.body, "\(again)")
            let otherwise = try await servers.there("ann").decide(item.post, .approve, claim: item.claim)
            #expect(otherwise.code == "already_decided" && otherwise.decisionID == repeated.decisionID, "\(otherwise)")
            decided[item.post] = repeated.decisionID
        }
        #expect(decided.count == posts.count)
        let results = try await servers.tenant.results(posts.count)
        #expect(results.count == posts.count, "a result was published twice")
        for result in results { #expect(result.decisionID == decided[result.post ?? ""]) }
        try await servers.tenant.becomesClean()
    }

    @Test
    func `one moderator in two tabs`() async throws {
        let servers = try await TwoServers.start()
        let (left, right) = (servers.here("ann"), servers.there("ann"))
        let posts = Verdict.posts(90)
        #expect(try await left.ingest(posts).status == 200)
        for round in 0..<30 {
            let (some, more) = try await Race.together(round: round) {
                try await left.claim(2).items
            } _: {
                try await right.claim(3).items
            }
            // Both show one working set, of which the left tab asked for a part.
            #expect(more.count == 3 && some == Array(more.prefix(2)), "\(some), \(more)")
            let (one, other) = try await Race.together(round: round) {
                try await left.decide(more[0].post, .approve, claim: more[0].claim)
            } _: {
                try await right.decide(more[0].post, .approve)
            }
            #expect(one.status == 200 && other.status == 200 && one.body == other.body, "\(one), \(other)")
            for item in more.dropFirst() { #expect(try await right.decide(item.post, .reject).status == 200) }
        }
        #expect(try await servers.tenant.results().count == posts.count)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `release by a non-holder`() async throws {
        let servers = try await TwoServers.start()
        let (ann, bob) = (servers.here("ann"), servers.there("bob"))
        #expect(try await ann.ingest("p").status == 201)
        let item = try #require(try await ann.claim().items.first)
        for verb in ["release", "extend", "escalate", "approve"] {
            for name in [nil, item.claim, "nonsense"] {
                let refused = try await bob.act(verb, on: "p", claim: name)
                #expect(refused.status == 409 && refused.code == "not_claimed", "\(verb): \(refused)")
                #expect(try refused.json["claim"]["moderator"].string == "ann", "\(verb): \(refused)")
                #expect(try refused.json["claim"]["expires_at"].string == item.expiresAt, "\(verb): \(refused)")
                #expect(try refused.json["claim"]["id"] == .missing, "bob learned the name of ann's claim")
            }
            #expect(try await bob.act(verb, on: "unheard-of").code == "not_found")
            let wrong = try await ann.act(verb, on: "p", claim: "nonsense")
            #expect(wrong.status == 409 && wrong.code == "claim_lost", "\(verb): \(wrong)")
        }
        #expect(try await bob.claim().items == [])
        #expect(try await ann.claim().items == [item], "ann's claim is not what it was")
        #expect(try await ann.act("release", on: "p", claim: item.claim).status == 200)
        let again = try await ann.act("release", on: "p", claim: item.claim)
        #expect(again.status == 409 && again.code == "claim_lost", "\(again)")
        let next = try #require(try await bob.claim().items.first)
        let decision = try await bob.decide("p", .approve, claim: next.claim)
        try await servers.tenant.expectOnlyDecision(decision.decisionID, by: "bob")
    }
}
