import ModerationFakes
import Testing

@testable import ModerationAPI

@Suite
struct `A request's way to its answer` {
    private let edge: Edge

    init() throws { edge = try Edge.reference().edge }

    @Test(
        arguments: [
            "/", "/no/such", "/api/v1/moderation", "/api/v1/moderation/", "/api/v1/moderation/pend%69ng",
            "/api/v1/moderation/p/q/approve", "/api/v1/moderation/p/approve/", "/healthz/", "*",
            "/api/v2/moderation/pending",
        ]
    )
    func `ends where there is no such path, token or not`(path: String) async throws {
        #expect(try await edge.get(path).refusal == "404 not_found")
        #expect(try await edge.get(path, token: nil).refusal == "404 not_found")
    }

    @Test(
        arguments: [
            ("PUT", "/api/v1/moderation/verdicts", "POST"), ("GET", "/api/v1/moderation/verdicts", "POST"),
            ("POST", "/api/v1/moderation/pending", "GET"), ("HEAD", "/api/v1/moderation/pending", "GET"),
            ("GET", "/api/v1/moderation/p/approve", "POST"),
            ("get", "/api/v1/moderation/pending", "GET"), ("DELETE", "/healthz", "GET, HEAD"),
            ("PUT", "/api/v1/moderation/items/approve", "POST, GET, HEAD, DELETE"),
        ]
    )
    func `names the methods that the path takes`(method: String, path: String, allowed: String) async throws {
        let answer = try await edge.call(method, path, token: nil)
        #expect(answer.refusal == "405 method_not_allowed")
        #expect(answer.header("Allow") == allowed)
    }

    @Test
    func `tells an item named like a verb from a verb by the method`() async throws {
        try await edge.ingest("approve")
        try await edge.ingest("items")
        #expect(try await edge.get("items/approve").string("post_id") == "approve")
        #expect(try await edge.post("items/approve", moderator: "ann").refusal == "409 not_claimed")
    }

    @Test(
        arguments: [
            ("p%2F1%20%C3%BC%3F%23%25", "p/1 ü?#%"), ("a+b", "a+b"), ("%e4%bd%a0", "你"), ("%2e%2E", ".."),
        ]
    )
    func `decodes post ids after the path is cut`(segment: String, post: String) async throws {
        try await edge.ingest(post)
        #expect(try await edge.get("items/" + segment).string("post_id") == post)
        _ = try await edge.claim("ann")
        let decided = try await edge.post(segment + "/approve", moderator: "ann")
        #expect(decided.object("decision")["post_id"] as? String == post)
    }

    @Test(arguments: ["%", "%2", "%zz", "%ff", "%C3", "", "%00", "a%0Ab", String(repeating: "x", count: 257)])
    func `refuses post ids that are none`(segment: String) async throws {
        for answer in [
            try await edge.get("items/" + segment),
            try await edge.post(segment + "/approve", moderator: "ann"),
        ] {
            #expect(answer.refusal == "400 invalid_field")
            #expect(answer.string("field") == "post_id")
        }
    }

    @Test(arguments: ["/healthz", "/api/v1/moderation/results"])
    func `answers HEAD as it answers GET`(path: String) async throws {
        let head = try await edge.call("HEAD", path, moderator: "ann")
        let get = try await edge.call("GET", path, moderator: "ann")
        #expect(head.status == 200)
        #expect(head.text == get.text)
    }

    @Test(
        arguments: [
            ("pending?size=1", "unknown_field", "size"), ("pending?limit=1&limit=1", "invalid_field", "limit"),
            ("pending?%6cimit=1", "unknown_field", "%6cimit"), ("pending?queue=%zz", "invalid_field", "queue"),
            ("pending?=1", "unknown_field", ""), ("items/p?round=1", "unknown_field", "round"),
            ("results?offset=1", "unknown_field", "offset"),
        ]
    )
    func `takes known parameters once`(target: String, code: String, field: String) async throws {
        let answer = try await edge.get(target, moderator: "ann")
        #expect(answer.refusal == "400 \(code)")
        #expect(answer.string("field") == field)
    }

    @Test
    func `takes an empty query`() async throws {
        #expect(try await edge.get("pending?", moderator: "ann").status == 200)
        #expect(try await edge.get("pending?&limit=1&", moderator: "ann").status == 200)
    }

    @Test
    func `carries the caller's request id, on refusals too`() async throws {
        for (path, status) in [("/healthz", 200), ("/no/such", 404), ("/api/v1/moderation/pending", 401)] {
            let answer = try await edge.call("GET", path, token: nil, headers: [("x-request-id", "abc-1")])
            #expect(answer.status == status)
            #expect(answer.header("X-Request-Id") == "abc-1")
        }
    }

    @Test(arguments: ["", "two words", "ü", "a\u{7F}", String(repeating: "x", count: 129)])
    func `makes a request id where none is usable`(sent: String) async throws {
        let first = try await edge.call("GET", "/healthz", headers: [("X-Request-Id", sent)])
        let second = try await edge.call("GET", "/healthz", headers: [("X-Request-Id", sent)])
        let made = try #require(first.header("X-Request-Id"))
        #expect(made != sent)
        #expect(made.utf8.count > 16)
        #expect(made != second.header("X-Request-Id"))
    }

    @Test
    func `checks path, method, token, role and fields in this order`() async throws {
        #expect(try await edge.call("PUT", "/no/such", token: nil).refusal == "404 not_found")
        let pending = "/api/v1/moderation/pending?limit=x"
        #expect(try await edge.call("PUT", pending, token: nil).refusal == "405 method_not_allowed")
        #expect(try await edge.call("GET", pending, token: nil).refusal == "401 unauthenticated")
        let results = "/api/v1/moderation/results?limit=x"
        #expect(try await edge.call("GET", results, token: "mp_ann").refusal == "403 forbidden")
        #expect(try await edge.call("GET", results).refusal == "400 invalid_field")
    }
}
