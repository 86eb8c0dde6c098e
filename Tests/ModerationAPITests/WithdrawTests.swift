import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Withdrawing a post` {
    private let edge: Edge
    private let clock: ManualClock

    init() throws { (edge, clock, _) = try Edge.reference() }

    private func withdraw(_ post: String, token: String? = "mp_svc") async throws -> Answer {
        try await edge.call("DELETE", Edge.base + "items/" + post, token: token)
    }

    @Test
    func `answers nothing, and the same when repeated`() async throws {
        try await edge.ingest("p")
        for _ in 0..<2 {
            let answer = try await withdraw("p")
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
            #expect(answer.header("Cache-Control") == "no-store")
            clock.advance(by: .seconds(1))
        }
        let item = try await edge.get("items/p")
        #expect(item.string("status") == "withdrawn")
        #expect(item.list("history").map { $0["event"] as? String } == ["ingested", "queued", "withdrawn"])
        #expect(try await edge.get("pending", moderator: "ann").list("items").isEmpty)
    }

    @Test
    func `tells its holder since when`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let withdrawnAt = clock.now
        #expect(try await withdraw("p").status == 204)
        clock.advance(by: .seconds(5))
        let refused = try await edge.post("p/approve", moderator: "ann")
        #expect(refused.refusal == "409 withdrawn")
        #expect(refused.string("withdrawn_at") == withdrawnAt.description)
        #expect(refused.string("detail")?.contains(withdrawnAt.description) == true)
    }

    @Test
    func `withdraws what was never to be reviewed`() async throws {
        try await edge.post("verdicts", #"{"post_id":"p","verdict":"approved"}"#)
        #expect(try await withdraw("p").status == 204)
        let item = try await edge.get("items/p")
        #expect(item.string("status") == "withdrawn")
        #expect(item.list("history").map { $0["event"] as? String } == ["ingested", "withdrawn"])
    }

    @Test
    func `the same version sent again stays withdrawn, another opens a round`() async throws {
        try await edge.ingest("p", #","content_version":"1""#)
        #expect(try await withdraw("p").status == 204)
        let again = try await edge.ingest("p", #","content_version":"1""#)
        #expect(again.status == 200)
        #expect(again.text == #"{"post_id":"p","status":"withdrawn","round":1,"queued":false,"duplicate":true}"#)
        let newer = try await edge.ingest("p", #","content_version":"2""#)
        #expect(newer.status == 201)
        #expect(newer.json["round"] as? Int == 2)
        #expect(try await edge.get("pending", moderator: "ann").list("items").count == 1)
    }

    @Test
    func `is refused once a person has decided, with the decision`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        _ = try await edge.post("p/reject", moderator: "ann")
        let answer = try await withdraw("p")
        #expect(answer.refusal == "409 already_decided")
        #expect(answer.object("decision")["moderator"] as? String == "ann")
        #expect(try await edge.get("items/p").string("status") == "rejected")
    }

    @Test
    func `is for services, and for their own posts`() async throws {
        try await edge.ingest("p")
        for token in ["mp_ann", "mp_sue"] { #expect(try await withdraw("p", token: token).refusal == "403 forbidden") }
        #expect(try await withdraw("p", token: nil).refusal == "401 unauthenticated")
        #expect(try await withdraw("p", token: "mp_other").refusal == "404 not_found")
        #expect(try await withdraw("never").refusal == "404 not_found")
        #expect(try await edge.get("items/p").string("status") == "pending")
    }

    @Test
    func `is answered while the claim store is away, and unavailable while the record is`() async throws {
        let claims = FakeClaims()
        let records = FakeRecords()
        let edge = try Edge(claims: claims, records: records)
        try await edge.ingest("p")
        claims.state.withLock { $0.failing = ["withdraw"] }
        #expect(try await edge.call("DELETE", Edge.base + "items/p").status == 204)
        records.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.call("DELETE", Edge.base + "items/p").refusal == "503 unavailable")
    }
}
