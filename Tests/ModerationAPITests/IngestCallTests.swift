import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Ingesting over HTTP` {
    private let edge: Edge

    init() throws { edge = try Edge.reference().edge }

    private func lines(_ text: String) async throws -> Answer {
        try await edge.call("POST", Edge.base + "verdicts", body: text, type: "application/x-ndjson")
    }

    @Test(arguments: [
        ("manual_review", "pending", true), ("approved", "approved", false), ("rejected", "rejected", false),
    ])
    func `answers what became of a verdict`(verdict: String, status: String, queued: Bool) async throws {
        let body = #"{"post_id":"post \#(verdict)","verdict":"\#(verdict)","content":{}}"#
        let first = try await edge.post("verdicts", body)
        #expect(first.status == 201)
        #expect(
            first.text == """
                {"post_id":"post \(verdict)","status":"\(status)","round":1,"queued":\(queued),"duplicate":false}
                """
        )
        let second = try await edge.post("verdicts", body)
        #expect(second.status == 200)
        #expect(
            second.text == """
                {"post_id":"post \(verdict)","status":"\(status)","round":1,"queued":\(queued),"duplicate":true}
                """
        )
    }

    @Test
    func `opens a round for another version`() async throws {
        try await edge.ingest("p", #","content_version":"v1""#)
        #expect(try await edge.ingest("p", #","content_version":"v1""#).status == 200)
        let answer = try await edge.ingest("p", #","content_version":"v2""#)
        #expect(answer.status == 201)
        #expect(answer.json["round"] as? Int == 2)
    }

    @Test
    func `takes no older revision`() async throws {
        try await edge.ingest("p", #","content_version":"v2","revision":2"#)
        let late = try await edge.ingest("p", #","content_version":"v1","revision":1"#)
        #expect(late.status == 200)
        #expect(
            late.text == """
                {"post_id":"p","status":"pending","round":1,"queued":true,"duplicate":true,"stale":true}
                """
        )
        let item = try await edge.get("items/p")
        #expect(item.json["content_version"] as? String == "v2" && item.json["revision"] as? Int == 2)
        let newer = try await edge.ingest("p", #","content_version":"v3","revision":3"#)
        #expect(newer.status == 201 && newer.json["round"] as? Int == 2)
    }

    @Test(
        arguments: [
            (#"{"verdict":"approved"}"#, "400 invalid_field", "post_id"),
            (#"{"post_id":"a","verdict":"perhaps"}"#, "400 invalid_field", "verdict"),
            (#"{"post_id":"a","verdict":"manual_review"}"#, "400 invalid_field", "content"),
            (#"{"post_id":"a","verdict":"approved","revision":-1}"#, "400 invalid_field", "revision"),
            (#"{"post_id":"a","verdit":"approved"}"#, "400 unknown_field", "verdit"),
            ("", "400 invalid_json", nil), ("{", "400 invalid_json", nil), ("[1]", "400 invalid_json", nil),
            (#"{"post_id":"\#(String(repeating: "x", count: 1 << 20))"}"#, "413 too_large", nil),
        ] as [(String, String, String?)]
    )
    func `refuses what is no verdict`(body: String, refusal: String, field: String?) async throws {
        let answer = try await edge.post("verdicts", body)
        #expect(answer.refusal == refusal)
        #expect(answer.string("field") == field)
    }

    @Test(arguments: [nil, "", "text/json", "application/x-www-form-urlencoded", "application/json; charset=utf-16"])
    func `takes JSON and lines only`(type: String?) async throws {
        let answer = try await edge.call("POST", Edge.base + "verdicts", body: "a=b", type: type)
        #expect(answer.refusal == "415 unsupported_media_type")
    }

    @Test(arguments: ["application/json", "application/x-ndjson"])
    func `takes no compressed body`(type: String) async throws {
        let answer = try await edge.call(
            "POST",
            Edge.base + "verdicts",
            body: #"{"post_id":"p","verdict":"approved"}"#,
            type: type,
            headers: [(name: "Content-Encoding", value: "gzip")]
        )
        #expect(answer.refusal == "415 unsupported_media_type")
        #expect(answer.string("detail")?.contains("uncompressed") == true)
    }

    @Test
    func `takes lines, each for itself`() async throws {
        let answer = try await lines(
            """
            {"post_id":"a","verdict":"manual_review","content":{}}
            {broken
            {"post_id":"b","verdict":"approved"}
            {"post_id":"c","verdict":"what","content":{}}

            {"post_id":"a","verdict":"manual_review","content":{}}
            {"post_id":"d","nonsense":1}

            """
        )
        #expect(answer.status == 200)
        #expect(answer.json["accepted"] as? Int == 2)
        #expect(answer.json["duplicates"] as? Int == 1)
        let refused = answer.list("refused")
        #expect(refused.map { $0["line"] as? Int } == [2, 4, 7])
        #expect(refused.map { $0["code"] as? String } == ["invalid_json", "invalid_field", "unknown_field"])
        #expect(refused.allSatisfy { ($0["detail"] as? String)?.isEmpty == false })
    }

    @Test(arguments: ["", "\n\n  \n"])
    func `takes no lines as well`(text: String) async throws {
        #expect(try await lines(text).text == #"{"accepted":0,"duplicates":0,"refused":[]}"#)
    }

    @Test
    func `takes ten thousand lines and no more`() async throws {
        let many = String(repeating: "x\n", count: 10_000)
        #expect(try await lines(many).list("refused").count == 10_000)
        #expect(try await lines(many + "x").refusal == "413 too_large")
    }

    @Test
    func `takes sixteen mebibytes of lines and no more`() async throws {
        let line = String(repeating: " ", count: (1 << 20) - 1) + "\n"
        let most = String(repeating: line, count: 16)
        #expect(try await lines(most).status == 200)
        #expect(try await lines(most + " ").refusal == "413 too_large")
    }

    @Test
    func `is unavailable while the system of record is away, and works while the claim store is`() async throws {
        let claims = FakeClaims()
        let records = FakeRecords()
        let edge = try Edge(claims: claims, records: records)
        claims.state.withLock { $0.failure = StoreFailure("away") }
        let answer = try await edge.ingest("p")
        #expect(answer.status == 201)
        #expect(answer.json["queued"] as? Bool == true)
        records.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.ingest("q").refusal == "503 unavailable")
        let lines = try await edge.call(
            "POST",
            Edge.base + "verdicts",
            body: #"{"post_id":"q","verdict":"approved"}"#,
            type: "application/x-ndjson"
        )
        #expect(lines.refusal == "503 unavailable")
    }
}
