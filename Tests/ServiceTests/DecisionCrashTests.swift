import TestSupport
import Testing

/// kill -9 between any two steps of a decision: it is made once or not at all, and its result goes out once.
@Suite(.timeLimit(.minutes(3)))
struct DecisionCrashTests {
    @Test(arguments: ["decision-begun", "decision-stored", "decision-acknowledged"])
    func `Whoever got no answer repeats the call elsewhere, and it is decided once`(failpoint: String) async throws {
        let scene = try await Breakage.at(failpoint)
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        try await scene.dies { try await ann.decide("p", .reject, claim: item.claim) }

        let annElsewhere = scene.tenant.caller("ann", at: scene.other)
        let decision = try await annElsewhere.decide("p", .reject, claim: item.claim)
        #expect(decision.status == 200, "\(decision)")
        let again = try await annElsewhere.decide("p", .reject, claim: item.claim)
        #expect(again.status == 200 && again.body == decision.body, "\(again)")
        let other = try await scene.tenant.caller("bob", at: scene.other).decide("p", .approve)
        #expect(other.code == "already_decided" || other.code == "not_claimed", "\(other)")
        try await scene.tenant.expectOnlyDecision(decision.decisionID, by: "ann")
    }

    @Test
    func `A decision that was never stored is given up, and its holder is refused`() async throws {
        let scene = try await Breakage.at("decision-begun")
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        try await scene.dies { try await ann.decide("p", .reject, claim: item.claim) }

        // What is claimed from now on stays claimed.
        try await scene.tenant.setLease(120)
        let bob = scene.tenant.caller("bob", at: scene.other)
        let regained = try await bob.claimSoon()
        #expect(regained.post == "p" && regained.claim != item.claim)
        let late = try await scene.tenant.caller("ann", at: scene.other).decide("p", .reject, claim: item.claim)
        #expect(late.status == 409 && late.code == "claim_lost", "\(late)")
        let decision = try await bob.decide("p", .approve, claim: regained.claim)
        #expect(decision.status == 200, "\(decision)")
        try await scene.tenant.expectOnlyDecision(decision.decisionID, by: "bob")
    }

    @Test
    func `A decision under way stays its holder's while the lease lasts`() async throws {
        let scene = try await Breakage.at("decision-begun", lease: 120)
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        try await scene.dies { try await ann.decide("p", .approve) }

        // Longer than it takes to look into a decision that did not get through.
        let nothing = try await scene.tenant.caller("bob", at: scene.other).claim(wait: 14)
        #expect(try nothing.items == [])
        let decision = try await scene.tenant.caller("ann", at: scene.other).decide("p", .approve, claim: item.claim)
        #expect(decision.status == 200, "\(decision)")
        try await scene.tenant.expectOnlyDecision(decision.decisionID, by: "ann")
    }

    /// The decision is published though nobody repeats it, and its item is never handed out again.
    @Test
    func `crash between the MongoDB write and the Redis acknowledge`() async throws {
        let scene = try await Breakage.at("decision-stored")
        let ann = scene.tenant.caller("ann", at: scene.failing)
        let item = try await scene.claimed("p", by: ann)
        try await scene.dies { try await ann.decide("p", .reject, claim: item.claim) }

        // Its lease is over long before the end of this wait.
        let nothing = try await scene.tenant.caller("bob", at: scene.other).claim(wait: 14)
        #expect(try nothing.items == [])
        #expect(try await scene.tenant.results(1).map(\.moderator) == ["ann"])
        let repeated = try await scene.tenant.caller("ann", at: scene.other).decide("p", .reject, claim: item.claim)
        #expect(repeated.status == 200, "\(repeated)")
        try await scene.tenant.expectOnlyDecision(repeated.decisionID, by: "ann")
    }

    @Test
    func `A result that was published is not published again by recovery`() async throws {
        let scene = try await Breakage.at("decision-acknowledged")
        let ann = scene.tenant.caller("ann", at: scene.failing)
        _ = try await scene.claimed("p", by: ann)
        try await scene.dies { try await ann.decide("p", .reject) }

        #expect(try await scene.tenant.results(1).count == 1)
        #expect(try await Archive.count(.unpublished, of: scene.tenant) == 1)
        try await eventually("recovery has seen to it", within: .seconds(30)) {
            try await Archive.count(.unpublished, of: scene.tenant) == 0
        }
        let repeated = try await scene.tenant.caller("ann", at: scene.other).decide("p", .reject)
        #expect(repeated.status == 200, "\(repeated)")
        try await scene.tenant.expectOnlyDecision(repeated.decisionID, by: "ann")
    }

    @Test(arguments: [false, true])
    func `A server that dies between the fence and the return of the item leaves the rest to the next`(
        isRepeated: Bool
    ) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "1"])
        let first = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-begun"])
        let ann = tenant.caller("ann", at: first)
        #expect(try await tenant.caller("backend", at: first).ingest("p").status == 201)
        let item = try #require(try await ann.claim().items.first)
        let unanswered = try? await ann.decide("p", .reject, claim: item.claim)
        #expect(unanswered == nil)

        let second = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-fenced"])
        try await eventually("the second has set the fence and died", within: .seconds(30)) {
            second.exitStatus == 128 + 9
        }
        #expect(try await Archive.count(.fenced, of: tenant) == 1)

        let third = try await pilot.serve()
        if isRepeated {
            // Nobody has claimed it since, and the fence stops only who began before it.
            let late = try await tenant.caller("ann", at: third).decide("p", .reject, claim: item.claim)
            #expect(late.status == 200, "\(late)")
            try await tenant.expectOnlyDecision(late.decisionID, by: "ann")
        } else {
            let bob = tenant.caller("bob", at: third)
            let regained = try await bob.claimSoon()
            let decision = try await bob.decide("p", .approve, claim: regained.claim)
            #expect(decision.status == 200, "\(decision)")
            try await tenant.expectOnlyDecision(decision.decisionID, by: "bob")
        }
    }
}
