import Moderation
import Testing

/// The contract's table of who may decide, as the caller sees it.
@Suite struct DecisionDeskTests {
    @Test func `the holder gets the decision, and its result goes out`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        let details = DecisionDetails(reason: "spam", policies: ["p1"], note: "n")
        let plain = try scene.request("a", .rejected, by: "ann", claim: claim)
        let decision = try await scene.server().desk.decide(
            DecisionRequest(
                client: plain.client,
                post: plain.post,
                moderator: plain.moderator,
                outcome: plain.outcome,
                claimID: plain.claimID,
                details: details
            )
        )
        #expect(decision.outcome == .rejected)
        #expect(decision.details == details)
        #expect(decision.claimID == plain.claimID)
        #expect(decision.decidedAt == scene.clock.now)
        #expect(try await scene.results() == [decision.id])
        #expect(try await scene.load("a").status == .rejected)
        #expect(try await scene.load("a").decision?.decision == decision)
        try await scene.expectAllDecided()
    }

    @Test func `sent again, the same person gets the same decision`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        let decision = try await scene.decide("a", by: "ann")
        scene.clock.advance(by: .seconds(60))
        #expect(try await scene.decide("a", by: "ann") == decision)
        #expect(try await scene.decide("a", by: "ann", claim: claim) == decision)
        #expect(try await scene.results() == [decision.id])
    }

    @Test func `who names a claim gets its decision even when a newer round is there`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        let claim = try #require(try await scene.claim("ann").first).claim
        let decision = try await scene.decide("a", by: "ann")
        try await scene.ingest("a", version: "2")
        #expect(try await scene.decide("a", by: "ann", claim: claim) == decision)
        #expect(try await scene.refusal("a", .rejected, by: "ann", claim: claim) == .alreadyDecided(decision))
        #expect(try await scene.refusal("a", by: "ann") == .notClaimed(holder: nil), "none named: the round that is")
        try await scene.claim("ben")
        #expect(try await scene.decide("a", by: "ann", claim: claim) == decision, "whoever holds the newer round")
        #expect(try await scene.results() == [decision.id])
        try await scene.withdraw("a")
        #expect(try await scene.decide("a", by: "ann", claim: claim) == decision, "even if that is withdrawn")
    }

    @Test func `a newer version that came while the older one was being decided is in line at once`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        try await scene.claim("ann")
        let (post, ann) = (try PostID("a"), try ModeratorName("ann"))
        _ = try await scene.claims.beginDecision(on: post, by: ann, naming: .any, for: scene.client)
        try await scene.ingest("a", version: "2")
        #expect(try await scene.claims.look(at: post, for: scene.client)?.round == 1, "the newer one was told to wait")
        guard case .superseded(round: 2, _) = try await scene.refusal("a", by: "ann") else {
            throw StoreFailure("the newer version wins")
        }
        #expect(try await scene.claim("ben").map(\.item.round) == [2])
        try await scene.decide("a", by: "ben")
        try await scene.expectAllDecided()
    }

    @Test func `the record is asked only by who names a claim that was given out`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        let claim = try #require(try await scene.claim("ann").first).claim
        scene.clock.advance(by: .seconds(301))
        try await scene.claim("ben")
        for named in [nil, claim] {
            let server = scene.server()
            // It dies of a second call.
            server.life.cut(inCall: 2, afterEffect: false)
            _ = try? await scene.decide("a", by: "ann", claim: named, on: server)
            #expect(server.life.isDead == (named != nil))
        }
    }

    @Test func `a claim on a round that a version without review replaced is superseded`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        let claim = try #require(try await scene.claim("ann").first).claim
        let verdict = VerdictRecord(post: try PostID("a"), verdict: .approved, contentVersion: "2")
        _ = try await scene.records.record([verdict], for: scene.client)
        let opened = scene.clock.now
        scene.clock.advance(by: .seconds(13))
        // Its server died before the claim store heard of it.
        #expect(try await scene.server().recovery.takeOutEnded(scene.client) == 1)
        #expect(try await scene.refusal("a", by: "ann", claim: claim) == .superseded(round: 2, at: opened))
        #expect(try await scene.refusal("a", by: "ann") == .notClaimed(holder: nil))
        try await scene.expectAllDecided()
    }

    @Test func `otherwise it is already decided, with that decision`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        let decision = try await scene.decide("a", by: "ann")
        #expect(try await scene.refusal("a", .rejected, by: "ann") == .alreadyDecided(decision))
        #expect(try await scene.refusal("a", by: "ben") == .alreadyDecided(decision))
        let other = Claim(
            generation: Generation(claim.generation.number - 1),
            moderator: claim.moderator,
            claimedAt: claim.claimedAt,
            expiresAt: claim.expiresAt
        )
        #expect(try await scene.refusal("a", by: "ann", claim: other) == .alreadyDecided(decision))
    }

    @Test func `who let it expire decides, as long as nobody claimed it since`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        scene.clock.advance(by: .seconds(1_000))
        let decision = try await scene.decide("a", by: "ann", claim: claim)
        #expect(try await scene.results() == [decision.id])
    }

    @Test func `who lost it is told, and cannot decide for the new holder`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        scene.clock.advance(by: .seconds(301))
        let newer = try #require(try await scene.claim("ben").first).claim
        for named in [nil, claim] {
            guard case .claimLost(let holder?) = try await scene.refusal("a", by: "ann", claim: named) else {
                Issue.record("not refused as lost")
                continue
            }
            #expect(holder.moderator == newer.moderator)
            #expect(holder.expiresAt == newer.expiresAt)
        }
        #expect(try await scene.load("a").status == .pending)
        try await scene.decide("a", by: "ben")
    }

    @Test func `who never claimed it is told, as is who asks for what is not there`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        #expect(try await scene.refusal("a", by: "ann") == .notClaimed(holder: nil))
        #expect(try await scene.refusal("b", by: "ann") == .notFound)
    }

    @Test func `an item that waits in the record alone was never claimed`() async throws {
        let scene = try Scene()
        let verdict = VerdictRecord(post: try PostID("a"), verdict: .manualReview)
        _ = try await scene.records.record([verdict], for: scene.client)
        #expect(try await scene.refusal("a", by: "ann") == .notClaimed(holder: nil))
    }

    @Test func `a decision on a round that a newer version replaced is superseded`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        try await scene.claim("ann")
        // The newer version is recorded; its server dies before the claim store hears of it.
        let verdict = VerdictRecord(post: try PostID("a"), verdict: .manualReview, contentVersion: "2")
        _ = try await scene.records.record([verdict], for: scene.client)
        let opened = scene.clock.now
        scene.clock.advance(by: .seconds(1))
        #expect(try await scene.refusal("a", by: "ann") == .superseded(round: 2, at: opened))
        #expect(try await scene.results() == [])
        scene.clock.advance(by: .seconds(20))
        try await scene.server().recover(scene.client, as: "r1")
        try await scene.server().recover(scene.client, as: "r2")
        #expect(try await scene.claim("ben").map(\.item.round) == [2], "long before ann's claim would end")
    }

    @Test func `the claim store's absence is told as such`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        let server = scene.server()
        server.life.cut()
        await #expect(throws: DecisionError.self) { try await scene.decide("a", by: "ann", on: server) }
        try await scene.decide("a", by: "ann")
    }

    @Test func `of two people who decide at once one decides`() async throws {
        for _ in 0..<50 {
            let scene = try Scene()
            try await scene.ingest("a")
            try await scene.claim("ann")
            let outcomes = await withTaskGroup(of: Outcome?.self) { group in
                for outcome in [Outcome.approved, .rejected, .approved, .rejected] {
                    group.addTask { try? await scene.decide("a", outcome, by: "ann").outcome }
                }
                return await group.reduce(into: Set()) { if let outcome = $1 { $0.insert(outcome) } }
            }
            #expect(outcomes.count == 1)
            #expect(try await scene.results().count == 1)
        }
    }
}
