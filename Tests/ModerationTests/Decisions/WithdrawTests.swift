import Moderation
import Testing

@Suite struct WithdrawTests {
    @Test func `a withdrawn item is out of line, and its holder is told since when`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", "b")
        let claim = try #require(try await scene.claim("ann").first).claim
        let withdrawnAt = scene.clock.now
        try await scene.withdraw("a")
        try await scene.withdraw("b")
        scene.clock.advance(by: .seconds(1))
        #expect(try await scene.claim("ben", 9) == [])
        for named in [nil, claim] {
            #expect(try await scene.refusal("a", by: "ann", claim: named) == .withdrawn(at: withdrawnAt))
        }
        #expect(try await scene.load("a").status == .withdrawn)
        try await scene.recoverFully()
        try await scene.expectAllDecided()
        #expect(try await scene.results() == [])
    }

    @Test func `repeated it changes nothing, and of no item it is refused`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.withdraw("a")
        let first = try await scene.load("a")
        scene.clock.advance(by: .seconds(1))
        try await scene.withdraw("a")
        #expect(try await scene.load("a") == first)
        await #expect(throws: DecisionError.refused(.notFound)) { try await scene.withdraw("b") }
    }

    @Test func `a post that a person decided stays decided`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        let decision = try await scene.decide("a", by: "ann")
        await #expect(throws: DecisionError.refused(.alreadyDecided(decision))) { try await scene.withdraw("a") }
        #expect(try await scene.load("a").status == .approved)
        #expect(try await scene.results() == [decision.id])
    }

    @Test func `a decision that died before it was published is published before it is answered`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        _ = try? await scene.decide("a", by: "ann", on: scene.server(dyingAt: .decisionStored))
        await #expect(throws: DecisionError.self) { try await scene.withdraw("a") }
        #expect(try await scene.results().count == 1)
    }

    @Test func `another version opens the next round, the same one does not`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", version: "1")
        try await scene.withdraw("a")
        try await scene.ingest("a", version: "1")
        #expect(try await scene.claim("ann") == [])
        try await scene.ingest("a", version: "2")
        #expect(try await scene.claim("ann").map(\.item.round) == [2])
        // The withdrawal of the first round reaches the claim store late: it does not touch the second.
        try await scene.letPass(.seconds(13))
        #expect(try await scene.server().recovery.takeOutEnded(scene.client) == 1)
        #expect(try await scene.server().recovery.takeOutEnded(scene.client) == 0)
        try await scene.decide("a", by: "ann")
        let told = try await scene.load("a").history(with: []).map { "\($0.kind) \($0.round)" }
        #expect(told == ["ingested 1", "queued 1", "withdrawn 1", "ingested 2", "queued 2", "approved 2"])
    }

    @Test func `a server that dies between record and claim store leaves the rest to the next`() async throws {
        let scene = try Scene()
        try await scene.ingest("a", "b")
        try await scene.claim("ann")
        for post in ["a", "b"] {
            try? await scene.withdraw(post, on: scene.server(dyingAt: .withdrawalStored))
        }
        #expect(try await scene.claims.queues(of: scene.client) != [], "the claim store does not know")
        scene.clock.advance(by: .seconds(13))
        try await scene.server().recover(scene.client, as: "r")
        #expect(try await scene.claims.queues(of: scene.client) == [])
        try await scene.expectAllDecided()
    }

    @Test func `who is refused takes the round out at once`() async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        try? await scene.withdraw("a", on: scene.server(dyingAt: .withdrawalStored))
        guard case .withdrawn = try await scene.refusal("a", by: "ann") else {
            Issue.record("not refused as withdrawn")
            return
        }
        #expect(try await scene.claims.queues(of: scene.client) == [])
    }

    @Test func `an item that was read before its withdrawal and put into line behind it goes`() async throws {
        let scene = try Scene()
        let server = scene.server()
        let permit = try await server.claims.permitForNewItems(of: scene.client)
        let verdict = VerdictRecord(post: try PostID("a"), verdict: .manualReview)
        guard case .stored(_, _, let item?) = try await server.records.record([verdict], for: scene.client)[0] else {
            Issue.record("not stored")
            return
        }
        try await scene.withdraw("a")
        #expect(try await server.claims.publish([item], for: scene.client, permit: permit) == [.queued])
        scene.clock.advance(by: .seconds(13))
        try await scene.server().recover(scene.client, as: "r")
        #expect(try await scene.claim("ann") == [])
    }

    @Test func `of a decision and a withdrawal at once one wins, and the other is told`() async throws {
        for _ in 0..<50 {
            let scene = try Scene()
            try await scene.ingest("a")
            try await scene.claim("ann")
            async let refusal = scene.refusal("a", by: "ann")
            async let withdrawal = Result { () async throws in try await scene.withdraw("a") }
            let status: ItemStatus
            switch (try await refusal, await withdrawal) {
            case (nil, .failure(DecisionError.refused(.alreadyDecided))): status = .approved
            case (.withdrawn, .success): status = .withdrawn
            case let others:
                Issue.record("\(others)")
                return
            }
            #expect(try await scene.load("a").status == status)
            #expect(try await scene.results().count == (status == .approved ? 1 : 0))
            try await scene.recoverFully()
            try await scene.expectAllDecided()
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
