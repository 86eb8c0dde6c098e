import Moderation
import Testing

/// A server dies at each named place; whoever is left finishes.
@Suite struct CrashTests {
    static let deadly: [Failpoint] = [.decisionBegun, .decisionStored, .decisionAcknowledged]

    @Test(arguments: deadly, [true, false])
    func `a decision repeated after a crash is taken once`(deadly: Failpoint, isLeaseOver: Bool) async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        let claim = try #require(try await scene.claim("ann").first).claim
        _ = try? await scene.decide("a", .rejected, by: "ann", on: scene.server(dyingAt: deadly))
        if isLeaseOver { scene.clock.advance(by: .seconds(301)) }
        let decision = try await scene.decide("a", .rejected, by: "ann", claim: claim)
        #expect(decision.outcome == .rejected)
        try await scene.recoverFully()
        #expect(try await scene.results() == [decision.id])
        #expect(try await scene.load("a").decisions.map(\.decision) == [decision])
        try await scene.expectAllDecided()
    }

    @Test(arguments: deadly)
    func `a decision that is not repeated is either final or given to someone else`(deadly: Failpoint) async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        let answer = try? await scene.decide("a", by: "ann", on: scene.server(dyingAt: deadly))
        #expect(try await scene.claim("ben") == [], "held back until that is known")
        try await scene.recoverFully()
        let handedOut = try await scene.claim("ben")
        if deadly == .decisionBegun {
            #expect(answer == nil)
            #expect(handedOut.count == 1)
            try await scene.decide("a", .rejected, by: "ben")
        } else {
            #expect(answer != nil)
            #expect(handedOut == [])
        }
        #expect(try await scene.results().count == 1)
        #expect(try await scene.load("a").decisions.count == 1)
        try await scene.recoverFully()
        try await scene.expectAllDecided()
    }

    @Test(arguments: [false, true])
    func `recovery that dies behind its fence is finished by another, or by the holder`(isRepeated: Bool) async throws {
        let scene = try Scene()
        try await scene.ingest("a")
        try await scene.claim("ann")
        _ = try? await scene.decide("a", by: "ann", on: scene.server(dyingAt: .decisionBegun))
        scene.clock.advance(by: .seconds(400))
        let server = scene.server(dyingAt: .decisionFenced)
        await #expect(throws: StoreFailure.self) { try await server.recovery.settle(scene.client) }
        #expect(try await scene.claim("ben") == [], "nobody knows yet that it is fenced")
        if isRepeated {
            // Nobody has claimed it since, and the fence stops only who began before it.
            try await scene.decide("a", by: "ann")
        } else {
            scene.clock.advance(by: .seconds(11))
            _ = try await scene.server().recovery.settle(scene.client)
            #expect(try await scene.claim("ben").count == 1)
            try await scene.decide("a", by: "ben")
        }
        #expect(try await scene.results().count == 1)
    }

    @Test(arguments: 1...4, [true, false])
    func `an ingest that dies in any of its steps loses nothing that it recorded`(
        step: Int,
        afterEffect: Bool
    ) async throws {
        let scene = try Scene()
        let server = scene.server()
        server.life.cut(inCall: step, afterEffect: afterEffect)
        try? await scene.ingest("a", on: server)
        let isRecorded = try await scene.records.load(PostID("a"), of: scene.client.id) != nil
        try await scene.recoverFully()
        #expect(try await scene.claim("ann").count == (isRecorded ? 1 : 0))
        if isRecorded { try await scene.decide("a", by: "ann") }
        try await scene.recoverFully()
        try await scene.expectAllDecided()
    }

    @Test(arguments: 1...9, [true, false])
    func `recovery that dies in any of its steps is finished by another`(step: Int, afterEffect: Bool) async throws {
        let scene = try Scene()
        try await scene.ingest("done", "begun", "waits")
        try await scene.claim("ann", 2)
        _ = try? await scene.decide("done", by: "ann", on: scene.server(dyingAt: .decisionStored))
        _ = try? await scene.decide("begun", by: "ann", on: scene.server(dyingAt: .decisionBegun))
        scene.clock.advance(by: .seconds(400))
        let server = scene.server()
        server.life.cut(inCall: step, afterEffect: afterEffect)
        try? await server.recover(scene.client, as: "dying")
        try await scene.recoverFully()
        #expect(try await scene.results().count == 1)
        #expect(Set(try await scene.claim("ben", 9).map(\.item.post.description)) == ["begun", "waits"])
        for post in ["begun", "waits"] { try await scene.decide(post, by: "ben") }
        #expect(try await scene.results().count == 3)
        try await scene.expectAllDecided()
    }
}
