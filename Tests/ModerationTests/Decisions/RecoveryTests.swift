import Moderation
import Testing

@Suite struct RecoveryTests {
    @Test func `expired claims come back, and are told`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", "b")
        let claims = try await scene.claim("ann", 2).map(\.claim)
        scene.clock.advance(by: .seconds(301))
        let server = scene.server()
        let ended = try await server.recovery.settle(scene.client)
        #expect(Set(ended.map(\.generation)) == Set(claims.map(\.generation)))
        let told = try await server.journal.events(of: PostID("a"), client: scene.client.id)
        #expect(told == ended.filter { $0.post.description == "a" }.map { ItemEvent(expired: $0) })
        #expect(try await scene.claim("ben", 2).map(\.deliveries) == [2, 2])
    }

    @Test func `what nobody put into line is, once it is no longer new`() async throws {
        let scene = try Scene()
        for post in ["a", "b", "c", "d"] {
            let verdict = VerdictRecord(post: try PostID(post), verdict: .manualReview)
            _ = try await scene.records.record([verdict], for: scene.client)
            scene.clock.advance(by: .milliseconds(1))
        }
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r1") == 0)
        scene.clock.advance(by: .seconds(11))
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r2", batch: 3) == 4)
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r3") == 0)
        #expect(try await scene.claim("ann", 9).map(\.item.post.description) == ["a", "b", "c", "d"])
    }

    @Test func `what an emptied store lost is put into line again, earliest due first`() async throws {
        let scene = try Scene()
        for post in ["a", "b", "c", "d", "e"] {
            try await scene.ingest(post)
            scene.clock.advance(by: .seconds(1))
        }
        try await scene.claim("ann", 2)
        try await scene.decide("b", by: "ann")
        try await scene.loseData()
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r", batch: 2) == 4)
        #expect(try await scene.claim("ben", 9).map(\.item.post.description) == ["a", "c", "d", "e"])
    }

    @Test func `the round before, still in line, does not keep a newer one out`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        let verdict = VerdictRecord(post: try PostID("a"), verdict: .manualReview, contentVersion: "2")
        _ = try await scene.records.record([verdict], for: scene.client)
        scene.clock.advance(by: .seconds(11))
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r") == 1)
        #expect(try await scene.claim("ann", 9).map(\.item.round) == [2])
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r2") == 0)
    }

    @Test func `rounds that have to wait do not keep recovery at work`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", "b", "c", version: "1")
        try await scene.claim("ann", 3)
        for post in ["a", "b", "c"] {
            _ = try? await scene.decide(post, by: "ann", on: scene.server(dyingAt: .decisionBegun))
            let verdict = VerdictRecord(post: try PostID(post), verdict: .manualReview, contentVersion: "2")
            _ = try await scene.records.record([verdict], for: scene.client)
        }
        scene.clock.advance(by: .seconds(11))
        let server = scene.server()
        // Enough for one batch; each further one is five calls.
        server.life.cut(inCall: 13, afterEffect: false)
        #expect(try await server.recovery.queueStrays(scene.client, as: "r1", batch: 3) == 0)
        _ = try await scene.server().recovery.settle(scene.client)
        // With the end of the older ones.
        #expect(try await scene.claim("ben", 9).map(\.item.round) == [2, 2, 2])
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r2", batch: 3) == 0)
    }

    @Test func `what stands in line already is only marked`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        await scene.records.markLost([try PostID("a")], client: scene.client.id)
        scene.clock.advance(by: .seconds(11))
        #expect(try await scene.server().recovery.queueStrays(scene.client, as: "r") == 0)
        #expect(
            try await scene.records.unqueued(
                before: 1,
                olderThan: .zero,
                limit: 9,
                client: scene.client.id
            ) == []
        )
        try await scene.decide("a", by: "ann", claim: claim)
    }

    @Test func `a decision is published by somebody, whoever stored it`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        let server = scene.server(dyingAt: .decisionStored)
        let decision = try await scene.decide("a", by: "ann", on: server)
        #expect(try await scene.results() == [])
        #expect(try await scene.claim("ben") == [], "it is held back")
        #expect(try await scene.server().recovery.publishResults(scene.client) == 0, "too young")
        scene.clock.advance(by: .seconds(6))
        #expect(try await scene.server().recovery.publishResults(scene.client) == 1)
        #expect(try await scene.server().recovery.publishResults(scene.client) == 0)
        #expect(try await scene.results() == [decision.id])
        try await scene.expectAllDecided()
    }

    @Test func `a result that went out before a loss does not go out again because somebody asks`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        let decision = try await scene.decide("a", by: "ann")
        try await scene.loseData()
        for _ in 0..<3 {
            #expect(try await scene.decide("a", by: "ann") == decision)
            #expect(try await scene.refusal("a", .rejected, by: "ben") == .alreadyDecided(decision))
        }
        #expect(try await scene.results() == [])
    }

    @Test func `a decision that never arrived costs its holder nothing`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        await #expect(throws: DecisionError.self) {
            try await scene.decide("a", by: "ann", on: scene.server(dyingAt: .decisionBegun))
        }
        #expect(try await scene.claim("ann") == [], "it may have been decided")
        scene.clock.advance(by: .seconds(11))
        _ = try await scene.server().recovery.settle(scene.client)
        #expect(try await scene.claim("ann").map(\.claim) == [claim], "it was not, and she has it again")
        let decision = try await scene.decide("a", by: "ann", claim: claim)
        #expect(try await scene.results() == [decision.id])
        try await scene.expectAllDecided()
    }

    @Test func `a decision that is given up while it is made goes through under a new token`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        // Somebody took it for overdue, and has come as far as the fence.
        let post = try PostID("a")
        #expect(
            try await scene.records.fence(post, round: 1, above: claim.generation, client: scene.client.id) == .fenced
        )
        let decision = try await scene.decide("a", by: "ann", claim: claim)
        #expect(try await scene.decide("a", by: "ann", claim: claim) == decision)
        try await scene.expectAllDecided()
    }

    @Test func `a decision that never arrived frees its item when the lease is over`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        await #expect(throws: DecisionError.self) {
            try await scene.decide("a", by: "ann", on: scene.server(dyingAt: .decisionBegun))
        }
        scene.clock.advance(by: .seconds(100))
        _ = try await scene.server().recovery.settle(scene.client)
        #expect(try await scene.claim("ben") == [], "ann may still repeat it")
        scene.clock.advance(by: .seconds(201))
        let newer = try #require(try await scene.claim("ben").first)
        #expect(newer.claim.generation > claim.generation)
        // The process that began it wakes up, with its verified claim.
        let late = DecisionWrite(
            id: "late",
            post: newer.item.post,
            round: 1,
            outcome: .rejected,
            moderator: claim.moderator,
            claimID: "late",
            generation: claim.generation,
            epoch: 1,
            details: DecisionDetails()
        )
        #expect(try await scene.records.decide(late, for: scene.client.id) == nil)
        try await scene.decide("a", by: "ben")
        #expect(try await scene.records.decide(late, for: scene.client.id) == nil)
        #expect(try await scene.results().count == 1)
    }

    @Test func `a claim from before a loss cannot decide what was handed out since`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        try await scene.loseData()
        try await scene.server().recover(scene.client, as: "r")
        let newer = try #require(try await scene.claim("ben").first)
        #expect(newer.claim.generation > claim.generation)
        let late = DecisionWrite(
            id: "late",
            post: newer.item.post,
            round: 1,
            outcome: .rejected,
            moderator: claim.moderator,
            claimID: "late",
            generation: claim.generation,
            epoch: 1,
            details: DecisionDetails()
        )
        #expect(try await scene.records.decide(late, for: scene.client.id) == nil)
        try await scene.decide("a", by: "ben")
    }

    @Test(arguments: [false, true])
    func `a claim from before a loss decides what nobody claimed since`(isInLine: Bool) async throws {
        let scene = try Scene()
        try await scene.ingest("a", "b")
        let claims = try await scene.claim("ann", 2).map(\.claim)
        try await scene.loseData()
        if isInLine { try await scene.server().recover(scene.client, as: "r") }
        let decision = try await scene.decide("a", by: "ann", claim: claims[0])
        #expect(try await scene.decide("a", by: "ann", claim: claims[0]) == decision)
        #expect(try await scene.refusal("b", .approved, by: "ben") == .notClaimed(holder: nil))
        try await scene.server().recover(scene.client, as: "s")
        #expect(try await scene.claim("ben", 9).map(\.item.post.description) == ["b"])
        #expect(try await scene.results() == [decision.id])
    }

    @Test func `nor where the loss came while recovery was at work`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        // There is something to do already before the loss: a mark was lost.
        await scene.records.markLost([try PostID("a")], client: scene.client.id)
        scene.clock.advance(by: .seconds(11))
        let losing = LosingClaims(store: scene.claims) { () async throws(StoreFailure) in
            do { try await scene.loseData() } catch { throw StoreFailure("\(error)") }
        }
        _ = try await Server(on: losing, scene.records).recovery.queueStrays(scene.client, as: "r1")
        scene.clock.advance(by: .seconds(11))
        for run in 0..<3 { try await scene.server().recover(scene.client, as: "r2-\(run)") }
        let newer = try #require(try await scene.claim("ben").first)
        #expect(newer.item.post.description == "a")
        let late = DecisionWrite(
            id: "late",
            post: newer.item.post,
            round: 1,
            outcome: .rejected,
            moderator: claim.moderator,
            claimID: "late",
            generation: claim.generation,
            epoch: 1,
            details: DecisionDetails()
        )
        #expect(try await scene.records.decide(late, for: scene.client.id) == nil)
    }
}
