import TestSupport
import Testing

/// MongoDB stands in for a Redis that one server can't reach, while another one hands out from it.
@Suite(.timeLimit(.minutes(5)))
struct BarrierTests {
    private static let flags = ["--lease", "120", "--max-claims", "50"]

    enum Announcer: String, CaseIterable, Sendable {
        case whoMovesIt, whoDiedBeforeOthersWereTold
    }

    @Test(arguments: Announcer.allCases)
    func `A line waits for a server that lives, and what that gave out a moment before stands`(
        announcer: Announcer
    ) async throws {
        let scene = try await SplitRedis.start(Self.flags)
        let tenant = scene.tenant
        #expect(try await tenant.caller("backend", at: scene.one).ingest(Verdict.posts(20)).status == 200)
        let (ben, held) = try await scene.claimedAndStopped()
        try await scene.keepOtherAlive()
        if announcer == .whoDiedBeforeOthersWereTold { try await Archive.announce("mongo", of: tenant) }
        try await scene.cut()
        try await eventually("the line is waited with, or moved", within: .seconds(60)) {
            if scene.one.log.contains("other servers have not followed") { return true }
            return try await Archive.line(of: tenant) == "mongo"
        }
        #expect(try await Archive.line(of: tenant) == nil, "the line has moved without the other server")

        scene.other.resume()
        try await scene.lineArrives(in: "mongo")
        let ann = tenant.caller("ann", at: scene.one)
        let given = try await eventually("ann is given what there is", within: .seconds(60)) {
            let items = try await ann.claim(20).items
            return items.count >= 19 ? items.map(\.post) : nil
        }
        #expect(!given.contains(held.post), "\(held.post) has two holders")
        let kept = try await ben.claim().items.map(\.claim)
        #expect(kept == [held.claim])
        #expect(try await ben.decide(held.post, .approve, claim: held.claim).status == 200)
    }

    @Test
    func `A claim that was told stands, though its server died at that moment`() async throws {
        let scene = try await SplitRedis.start(Self.flags)
        let tenant = scene.tenant
        #expect(try await tenant.caller("backend", at: scene.one).ingest(Verdict.posts(20)).status == 200)
        let (ben, held) = try await scene.claimedAndStopped()
        try await scene.other.kill()
        let benElsewhere = tenant.caller(ben.moderator, at: scene.one)
        try await scene.cut()
        try await scene.lineArrives(in: "mongo")
        let ann = tenant.caller("ann", at: scene.one)
        let given = try await eventually("ann is given what there is", within: .seconds(60)) {
            let items = try await ann.claim(20).items
            return items.count >= 19 ? items.map(\.post) : nil
        }
        #expect(!given.contains(held.post), "\(held.post) has two holders")
        #expect(try await benElsewhere.decide(held.post, .approve, claim: held.claim).status == 200)
    }

    @Test
    func `A server that was taken for dead hands out nothing from the store left when it wakes up`() async throws {
        let scene = try await SplitRedis.start(Self.flags)
        let tenant = scene.tenant
        #expect(try await tenant.caller("backend", at: scene.one).ingest(Verdict.posts(20)).status == 200)
        let ben = tenant.caller("ben", at: scene.other)
        let held = try #require(try await ben.claim().items.first)
        try await eventually("the claim is in the history") { try await Archive.isInHistory(held.post, of: tenant) }
        try await scene.other.pause()
        try await scene.cut()
        try await scene.lineArrives(in: "mongo")
        let ann = tenant.caller("ann", at: scene.one)
        let given = try await eventually("ann is given what there is", within: .seconds(60)) {
            let items = try await ann.claim(20).items
            return items.count == 19 ? items.map(\.post) : nil
        }
        #expect(!given.contains(held.post), "\(held.post) has two holders")

        var calls: [ParkedCall] = []
        for number in 1...8 {
            calls.append(try await ParkedCall(of: "carl-\(number)", tenant, port: scene.other.port, wait: 0))
        }
        scene.other.resume()
        for call in calls {
            let answer = try await call.answer()
            #expect(answer.status == 200)
            #expect(try answer.items == [], "a post has two holders")
        }
        #expect(try await ben.claim().items.map(\.claim) == [held.claim])
        #expect(try await ben.decide(held.post, .approve, claim: held.claim).status == 200)
    }
}
