import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Reading an item` {
    private let edge: Edge
    private let clock: ManualClock

    init() throws { (edge, clock, _) = try Edge.reference() }

    @Test
    func `shows what a claim shows and more`() async throws {
        try await edge.ingest("p", #","content_version":"v1","priority":"low""#)
        let answer = try await edge.get("items/p")
        #expect(answer.status == 200)
        let now = clock.now
        #expect(
            answer.text == """
                {"post_id":"p","queue":"default","priority":"low","round":1,"deliveries":0,\
                "content":{"t":1},"ai":{},"metadata":{},"enqueued_at":"\(now)","due_at":"\(now + .seconds(86_400))",\
                "content_version":"v1","revision":null,"verdict":"manual_review","status":"pending","claim":null,"decisions":[],\
                "history":[{"event":"ingested","at":"\(now)","moderator":null,"round":1,"reason":null},\
                {"event":"queued","at":"\(now)","moderator":null,"round":1,"reason":null}]}
                """
        )
    }

    @Test
    func `shows the live claim, and its id to those who can use it`() async throws {
        try await edge.ingest("p")
        _ = try await edge.get("pending", token: "mp_ann")
        for (token, moderator, sees) in [
            ("mp_ann", nil, true), ("mp_svc", nil, true), ("mp_svc", "bob", true), ("mp_sue", nil, true),
            ("mp_nameless", nil, false),
        ] as [(String, String?, Bool)] {
            let item = try await edge.get("items/p", token: token, moderator: moderator)
            let claim = item.object("claim")
            #expect(claim["moderator"] as? String == "ann")
            #expect(claim["expires_at"] as? String == (clock.now + .seconds(300)).description)
            #expect((claim["id"] as? String == "4294967297~acme~ann") == sees)
            #expect(item.json["deliveries"] as? Int == 1)
        }
        clock.advance(by: .seconds(301))
        #expect(try await edge.get("items/p").text.contains(#""claim":null"#))
    }

    @Test
    func `refuses a moderator's name that is none`() async throws {
        try await edge.ingest("p")
        #expect(try await edge.get("items/p", moderator: "a b").refusal == "400 invalid_field")
    }

    @Test
    func `shows the decisions of all rounds and what happened when`() async throws {
        try await edge.ingest("p", #","content_version":"1""#)
        _ = try await edge.claim("ann")
        clock.advance(by: .seconds(1))
        _ = try await edge.post("p/reject", #"{"reason":"spam"}"#, moderator: "ann")
        let decided = try await edge.get("items/p")
        #expect(decided.string("status") == "rejected")
        #expect(decided.text.contains(#""claim":null"#))
        #expect(decided.text.contains(#""deliveries":null"#))
        #expect(
            decided.list("history").compactMap { $0["event"] as? String } == [
                "ingested", "queued", "claimed", "rejected",
            ]
        )
        clock.advance(by: .seconds(1))
        try await edge.ingest("p", #","content_version":"2""#)
        let reopened = try await edge.get("items/p")
        #expect(reopened.string("status") == "pending")
        #expect(reopened.json["round"] as? Int == 2)
        #expect(reopened.list("decisions").map { $0["outcome"] as? String } == ["rejected"])
        let history = reopened.list("history")
        #expect(
            history.map { $0["event"] as? String } == [
                "ingested", "queued", "claimed", "rejected", "ingested", "queued",
            ]
        )
        #expect(history[2...3].map { $0["moderator"] as? String } == ["ann", "ann"])
        #expect(history[3]["reason"] as? String == "spam")
        #expect(history.map { $0["round"] as? Int } == [1, 1, 1, 1, 2, 2])
    }

    @Test
    func `shows what was never to be reviewed`() async throws {
        _ = try await edge.post("verdicts", #"{"post_id":"p","verdict":"approved"}"#)
        let item = try await edge.get("items/p")
        #expect(item.string("status") == "approved")
        #expect(item.text.contains(#""enqueued_at":null,"due_at":null"#))
        #expect(item.list("history").map { $0["event"] as? String } == ["ingested"])
    }

    @Test
    func `shows no claim of another round`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        try await edge.ingest("p")
        let claim = try #require(try WorkingSet.one("p").items.first).claim
        let post = try PostID("p")
        claims.state.withLock {
            $0.looks = [post: ItemLook(round: 2, queue: .escalated, deliveries: 4, claim: claim)]
        }
        #expect(try await edge.get("items/p").text.contains(#""claim":null"#))
        claims.state.withLock {
            $0.looks = [post: ItemLook(round: 1, queue: .escalated, deliveries: 4, claim: claim)]
        }
        let item = try await edge.get("items/p")
        #expect(item.string("queue") == "escalated")
        #expect(item.json["deliveries"] as? Int == 4)
    }

    @Test
    func `is refused where there is none, and while a store is away`() async throws {
        #expect(try await edge.get("items/none").refusal == "404 not_found")
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        try await edge.ingest("p")
        claims.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.get("items/p").refusal == "503 unavailable")
    }
}
