import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Deciding` {
    private let edge: Edge
    private let clock: ManualClock
    private let claims: MemoryClaims

    init() throws { (edge, clock, claims) = try Edge.reference() }

    @Test(arguments: [("approve", "approved"), ("reject", "rejected")])
    func `answers the whole decision`(verb: String, outcome: String) async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        let answer = try await edge.post(
            "p/" + verb,
            #"{"claim_id":"\#(id)","reason":"because","policies":["spam","x"],"note":"n"}"#,
            moderator: "ann"
        )
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/json")
        #expect(
            answer.text == """
                {"decision":{"decision_id":"d~acme~p~1","post_id":"p","round":1,"outcome":"\(outcome)",\
                "moderator":"ann","claim_id":"\(id)","decided_at":"\(clock.now)","reason":"because",\
                "policies":["spam","x"],"note":"n"}}
                """
        )
    }

    @Test(arguments: [nil, "{}", " { } ", #"{"claim_id":null,"reason":null,"policies":null,"note":null}"#])
    func `needs no body, and answers all members all the same`(body: String?) async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let decision = try await edge.post("p/approve", body, moderator: "ann").text
        #expect(decision.hasSuffix(#""reason":null,"policies":[],"note":null}}"#))
    }

    @Test
    func `gives the stored decision again`() async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        let first = try await edge.post("p/approve", #"{"claim_id":"\#(id)"}"#, moderator: "ann")
        let second = try await edge.post("p/approve", #"{"claim_id":"\#(id)"}"#, moderator: "ann")
        let third = try await edge.post("p/approve", moderator: "ann")
        #expect(first.status == 200)
        #expect(second.text == first.text)
        #expect(third.text == first.text)
    }

    @Test
    func `is refused on what is not there`() async throws {
        #expect(try await edge.post("nope/approve", moderator: "ann").refusal == "404 not_found")
    }

    @Test
    func `is refused without a claim, and says who holds it`() async throws {
        try await edge.ingest("p")
        let free = try await edge.post("p/approve", moderator: "ann")
        #expect(free.refusal == "409 not_claimed")
        #expect(free.json["claim"] == nil)
        _ = try await edge.claim("bob")
        let held = try await edge.post("p/approve", moderator: "ann")
        #expect(held.refusal == "409 not_claimed")
        let claim = held.object("claim")
        #expect(claim["moderator"] as? String == "bob")
        #expect(claim["claimed_at"] as? String == clock.now.description)
        #expect(claim["expires_at"] as? String == (clock.now + .seconds(300)).description)
        #expect(claim["id"] == nil)
        #expect(held.string("detail")?.contains("bob") == true)
    }

    @Test
    func `is refused under another claim`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let answer = try await edge.post("p/approve", #"{"claim_id":"no-such-claim"}"#, moderator: "ann")
        #expect(answer.refusal == "409 claim_lost")
    }

    @Test
    func `is refused when the claim went to someone else`() async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        clock.advance(by: .seconds(301))
        #expect(try await edge.claim("bob") != nil)
        for body in [nil, #"{"claim_id":"\#(id)"}"#] {
            let answer = try await edge.post("p/approve", body, moderator: "ann")
            #expect(answer.refusal == "409 claim_lost")
            #expect(answer.object("claim")["moderator"] as? String == "bob")
        }
        #expect(try await edge.post("p/reject", moderator: "bob").status == 200)
        let late = try await edge.post("p/approve", #"{"claim_id":"\#(id)"}"#, moderator: "ann")
        #expect(late.refusal == "409 already_decided")
        #expect(late.object("decision")["outcome"] as? String == "rejected")
        #expect(late.object("decision")["note"] != nil)
    }

    @Test
    func `works when the claim expired and nobody took it`() async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        clock.advance(by: .seconds(301))
        #expect(try await edge.post("p/approve", #"{"claim_id":"\#(id)"}"#, moderator: "ann").status == 200)
    }

    @Test
    func `is refused when a newer version came`() async throws {
        try await edge.ingest("p", #","content_version":"1""#)
        let client = edge.client
        let claims = FakeClaims()
        let records = FakeRecords()
        let edge = try Edge(claims: claims, records: records)
        try await edge.ingest("p", #","content_version":"1""#)
        try await edge.ingest("p", #","content_version":"2""#)
        // A claim store that has not heard of the new round yet.
        claims.state.withLock {
            $0.start = .deciding(round: 1, generation: Generation(1), token: Generation(1), epoch: 1)
        }
        let answer = try await edge.post("p/approve", moderator: "ann")
        #expect(answer.refusal == "409 superseded")
        #expect(answer.json["round"] as? Int == 2)
        let opened = try await records.load(try PostID("p"), of: edge.client.id)?.item.queuedAt
        #expect(answer.string("opened_at") == opened?.description)
        #expect(client == edge.client)
        // It hears of it from the one who was refused.
        #expect(claims.state.withLock(\.withdrawn) == [try PostID("p"): 1])
    }

    @Test
    func `is refused when the post was withdrawn`() async throws {
        let records = FakeRecords()
        let edge = try Edge(claims: FakeClaims(), records: records)
        try await edge.ingest("p")
        _ = try await records.withdraw(try PostID("p"), client: edge.client.id)
        let answer = try await edge.post("p/approve", moderator: "ann")
        #expect(answer.refusal == "409 withdrawn")
        let withdrawnAt = try await records.load(try PostID("p"), of: edge.client.id)?.withdrawnAt
        #expect(answer.string("withdrawn_at") == withdrawnAt?.description)
    }

    @Test(arguments: [true, false])
    func `is unavailable while a store is away`(isRecord: Bool) async throws {
        let claims = FakeClaims()
        let records = FakeRecords()
        let edge = try Edge(claims: claims, records: records)
        if isRecord {
            records.state.withLock { $0.failure = StoreFailure("away") }
        } else {
            claims.state.withLock { $0.failure = StoreFailure("away") }
        }
        let answer = try await edge.post("p/approve", moderator: "ann")
        #expect(answer.refusal == "503 unavailable")
        #expect(answer.header("Retry-After") == "1")
    }

    @Test(
        arguments: [
            (#"{"claim_id":1}"#, "claim_id"), (#"{"reason":[]}"#, "reason"), (#"{"note":{}}"#, "note"),
            (#"{"policies":"spam"}"#, "policies"), (#"{"policies":[1]}"#, "policies"),
            (#"{"claim_id":"\#(String(repeating: "x", count: 65))"}"#, "claim_id"),
            (#"{"reason":"\#(String(repeating: "x", count: 501))"}"#, "reason"),
            (#"{"note":"\#(String(repeating: "x", count: 4_001))"}"#, "note"),
            (#"{"policies":["\#(String(repeating: "x", count: 201))"]}"#, "policies"),
            (#"{"policies":[\#(Array(repeating: "\"x\"", count: 21).joined(separator: ","))]}"#, "policies"),
        ]
    )
    func `names the field that is wrong`(body: String, field: String) async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let answer = try await edge.post("p/approve", body, moderator: "ann")
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == field)
        #expect(try await edge.get("items/p").string("status") == "pending")
    }

    @Test
    func `takes every field at its limit, counted in characters`() async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        let policies = Array(repeating: "\"" + String(repeating: "ü", count: 200) + "\"", count: 20)
        let answer = try await edge.post(
            "p/approve",
            """
            {"claim_id":"\(id)","reason":"\(String(repeating: "ü", count: 500))",
             "policies":[\(policies.joined(separator: ","))],"note":"\(String(repeating: "ü", count: 4_000))"}
            """,
            moderator: "ann"
        )
        #expect(answer.status == 200)
    }

    @Test
    func `takes no other fields`() async throws {
        let answer = try await edge.post("p/approve", #"{"verdict":"x"}"#, moderator: "ann")
        #expect(answer.refusal == "400 unknown_field")
        #expect(answer.string("field") == "verdict")
    }

    @Test(arguments: ["{", "[]", "7", " ", #"{"note":"a","note":"b"}"#])
    func `takes only an object of JSON`(body: String) async throws {
        #expect(try await edge.post("p/approve", body, moderator: "ann").refusal == "400 invalid_json")
    }

    @Test
    func `takes a body only as JSON`() async throws {
        for type in [nil, "text/plain", "application/x-ndjson", "application/json; charset=latin-1"] {
            let answer = try await edge.call(
                "POST",
                Edge.base + "p/approve",
                moderator: "ann",
                body: "{}",
                type: type
            )
            #expect(answer.refusal == "415 unsupported_media_type")
        }
        for type in ["Application/JSON", "application/json; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            let answer = try await edge.call("POST", Edge.base + "p/approve", moderator: "ann", body: "{}", type: type)
            #expect(answer.refusal == "404 not_found")
        }
    }

    @Test
    func `takes a body of one mebibyte at most`() async throws {
        let note = String(repeating: "x", count: 1 << 20)
        #expect(try await edge.post("p/approve", #"{"note":"\#(note)"}"#, moderator: "ann").refusal == "413 too_large")
    }

    @Test(arguments: [true, false], ["approved", "withdrawn"])
    func `whose round is over is told so, though the claim store has forgotten it`(
        naming: Bool,
        end: String
    ) async throws {
        try await edge.ingest("p", #","content_version":"1""#)
        let id = try #require(try await edge.claim("ann"))
        if end == "withdrawn" {
            #expect(try await edge.call("DELETE", Edge.base + "items/p").status == 204)
            try await edge.ingest("p", #","content_version":"2""#)
        } else {
            try await edge.post("verdicts", #"{"post_id":"p","verdict":"approved","content_version":"2"}"#)
        }
        let body = naming ? #"{"claim_id":"\#(id)"}"# : nil
        #expect(try await edge.post("p/approve", body, moderator: "ann").refusal == "409 superseded")
        #expect(try await edge.post("p/approve", moderator: "bob").refusal == "409 not_claimed")
    }
}
