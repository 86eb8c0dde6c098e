import Foundation
import Moderation
import ModerationFakes
import Testing

@testable import ModerationAPI

@Suite
struct `Keeping an item or parting with it` {
    private let edge: Edge
    private let clock: ManualClock
    private let claims: MemoryClaims

    init() throws {
        var settings = ClientSettings()
        settings.maxHold = .seconds(500)
        (edge, clock, claims) = try Edge.reference(settings: settings)
    }

    private func history(_ post: String) async throws -> [String] {
        let answer = try await edge.get("items/\(post)")
        let events = answer.json["history"] as? [[String: Any]] ?? []
        return events.map {
            "\($0["event"] as? String ?? "") \($0["moderator"] as? String ?? "-") \($0["reason"] as? String ?? "-")"
        }
    }

    @Test
    func `extending answers the same claim, until later`() async throws {
        try await edge.ingest("p")
        let id = try #require(try await edge.claim("ann"))
        clock.advance(by: .seconds(100))
        let answer = try await edge.post("p/extend", #"{"claim_id":"\#(id)","reason":"long"}"#, moderator: "ann")
        #expect(answer.status == 200)
        let start = clock.now + .seconds(-100)
        #expect(
            answer.text == """
                {"claim":{"id":"\(id)","moderator":"ann","claimed_at":"\(start)",\
                "expires_at":"\(clock.now + .seconds(300))"}}
                """
        )
        #expect(try await history("p").contains("extended ann long"))
        clock.advance(by: .seconds(250))
        #expect(try await edge.post("p/extend", moderator: "ann").status == 200)
        let late = try await edge.post("p/extend", moderator: "ann")
        #expect(late.refusal == "409 max_hold_reached")
        #expect(late.object("claim")["moderator"] as? String == "ann")
        #expect(late.object("claim")["expires_at"] as? String == (start + .seconds(500)).description)
    }

    @Test
    func `releasing gives the item to others`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let answer = try await edge.post("p/release", #"{"reason":"not my language"}"#, moderator: "ann")
        #expect(answer.text == #"{"post_id":"p","round":1,"queue":"default","status":"pending"}"#)
        let none = try await edge.get("pending", moderator: "ann")
        #expect((none.json["items"] as? [Any])?.isEmpty == true)
        #expect(none.object("queue")["ready"] as? Int == 1)
        #expect(none.object("queue")["released_by_you"] as? Int == 1)
        #expect(try await edge.claim("bob") != nil)
        #expect(try await edge.post("p/release", moderator: "ann").refusal == "409 claim_lost")
        #expect(try await edge.post("p/release", moderator: "cem").refusal == "409 not_claimed")
        #expect(try await history("p").contains("released ann not my language"))
    }

    @Test
    func `escalating gives it to supervisors alone`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        let answer = try await edge.post("p/escalate", #"{"reason":"legal"}"#, moderator: "ann")
        #expect(answer.text == #"{"post_id":"p","round":1,"queue":"escalated","status":"pending"}"#)
        #expect(try await edge.claim("bob") == nil)
        #expect(try await edge.get("pending?queue=escalated", token: "mp_ann").refusal == "403 forbidden")
        let set = try await edge.get("pending?queue=escalated", token: "mp_sue")
        #expect((set.json["items"] as? [[String: Any]])?.first?["queue"] as? String == "escalated")
        #expect(try await edge.post("p/reject", token: "mp_sue").status == 200)
        #expect(try await history("p").contains("escalated ann legal"))
    }

    @Test
    func `a supervisor takes back anyone's claim, by its id or without, and a moderator does not`() async throws {
        for naming in [true, false] {
            let post = "p\(naming)"
            try await edge.ingest(post)
            let id = try #require(try await edge.claim("bob"))
            #expect(try await edge.post(post + "/release", token: "mp_ann").refusal == "409 not_claimed")
            let body = naming ? #"{"claim_id":"\#(id)","reason":"shift is over"}"# : #"{"reason":"shift is over"}"#
            #expect(try await edge.post(post + "/release", body, token: "mp_sue").status == 200)
            #expect(try await edge.post(post + "/approve", moderator: "bob").refusal == "409 claim_lost")
            #expect(try await history(post).contains("released bob taken back by sue: shift is over"))
            #expect(
                try await edge.post(post + "/release", #"{"claim_id":"x"}"#, token: "mp_sue").refusal
                    == "409 not_claimed"
            )
            #expect(try await edge.claim("cem") != nil)
            #expect(try await edge.post(post + "/approve", moderator: "cem").status == 200)
        }
    }

    @Test(arguments: ["extend", "release", "escalate"])
    func `what is over is told as for a decision`(verb: String) async throws {
        #expect(try await edge.post("none/" + verb, moderator: "ann").refusal == "404 not_found")
        try await edge.ingest("p", #","content_version":"1""#)
        _ = try await edge.claim("ann")
        #expect(try await edge.post("p/approve", moderator: "ann").status == 200)
        let decided = try await edge.post("p/" + verb, moderator: "ann")
        #expect(decided.refusal == "409 already_decided")
        #expect(decided.object("decision")["outcome"] as? String == "approved")

        try await edge.ingest("q", #","content_version":"1""#)
        _ = try await edge.claim("ann")
        try await edge.ingest("q", #","content_version":"2""#)
        #expect(try await edge.post("q/" + verb, moderator: "ann").refusal == "409 superseded")

        _ = try await edge.claim("ann")
        _ = try await edge.call("DELETE", Edge.base + "items/q")
        #expect(try await edge.post("q/" + verb, moderator: "ann").refusal == "409 withdrawn")
    }

    @Test(arguments: ["extend", "release", "escalate"])
    func `bodies take a claim and a reason, and nothing else`(verb: String) async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        for (body, refusal) in [
            (#"{"note":"x"}"#, "400 unknown_field"), (#"{"reason":7}"#, "400 invalid_field"),
            (#"{"reason":"\#(String(repeating: "x", count: 501))"}"#, "400 invalid_field"), ("[]", "400 invalid_json"),
        ] {
            #expect(try await edge.post("p/" + verb, body, moderator: "ann").refusal == refusal)
        }
        #expect(
            try await edge.post("p/" + verb, #"{"claim_id":"no-such-claim"}"#, moderator: "ann").refusal
                == "409 claim_lost"
        )
        #expect(try await edge.post("p/" + verb, token: "mp_other", moderator: "ann").refusal == "404 not_found")
        #expect(try await edge.post("p/" + verb).refusal == "400 invalid_field")
        #expect(try await edge.claim("ann") != nil, "nothing has changed")
    }

    @Test
    func `while a decision is under way, the caller is told to ask again`() async throws {
        try await edge.ingest("p")
        _ = try await edge.claim("ann")
        _ = try await claims.beginDecision(on: PostID("p"), by: ModeratorName("ann"), naming: .any, for: edge.client)
        let answer = try await edge.post("p/release", moderator: "ann")
        #expect(answer.refusal == "503 unavailable")
        #expect(answer.header("Retry-After") == "1")
    }
}
