import Moderation
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Who calls` {
    private let edge: Edge

    init() throws { edge = try Edge.reference().edge }

    private static let guarded = [
        ("GET", "pending"), ("POST", "verdicts"), ("POST", "p/approve"), ("POST", "p/reject"), ("GET", "items/p"),
        ("GET", "results"),
    ]

    @Test(arguments: guarded)
    func `must be known`(method: String, path: String) async throws {
        for token in [nil, "mp_wrong", "nonsense", "", "mp_svc ", "mp_svc x"] {
            let answer = try await edge.call(method, Edge.base + path, token: token)
            #expect(answer.refusal == "401 unauthenticated")
            #expect(answer.header("WWW-Authenticate") == "Bearer")
        }
    }

    @Test
    func `is told by one header of the scheme Bearer, in any case`() async throws {
        func status(_ values: String...) async throws -> Int {
            try await edge.call(
                "GET",
                Edge.base + "results",
                token: nil,
                headers: values.map { ("authorization", $0) }
            ).status
        }
        #expect(try await status("Bearer mp_svc") == 200)
        #expect(try await status("bearer  mp_svc") == 200)
        #expect(try await status("Basic mp_svc") == 401)
        #expect(try await status("mp_svc") == 401)
        #expect(try await status("Bearer") == 401)
        #expect(try await status("Bearer " + String(repeating: "x", count: 513)) == 401)
        #expect(try await status("Bearer mp_svc", "Bearer mp_svc") == 401)
    }

    @Test
    func `can't be told while the directory is away`() async throws {
        edge.directory.failure.withLock { $0 = StoreFailure("away") }
        let answer = try await edge.get("results")
        #expect(answer.refusal == "503 unavailable")
        #expect(answer.header("Retry-After") == "1")
        let failures = edge.notes.failures.withLock { $0 }
        let told = try #require(failures.first)
        #expect(told.0 == StoreFailure("away"))
        #expect(told.1 == answer.header("X-Request-Id"))
        #expect(!answer.text.contains("away\""))
    }

    @Test(
        arguments: [
            ("mp_svc", "GET", "pending", 200), ("mp_ann", "GET", "pending", 200), ("mp_sue", "GET", "pending", 200),
            ("mp_svc", "POST", "verdicts", 415), ("mp_ann", "POST", "verdicts", 403),
            ("mp_sue", "POST", "verdicts", 403),
            ("mp_svc", "POST", "p/approve", 404), ("mp_ann", "POST", "p/approve", 404),
            ("mp_sue", "POST", "p/reject", 404),
            ("mp_svc", "GET", "items/p", 404), ("mp_ann", "GET", "items/p", 404), ("mp_sue", "GET", "items/p", 404),
            ("mp_svc", "GET", "results", 200), ("mp_ann", "GET", "results", 403), ("mp_sue", "GET", "results", 403),
            ("mp_svc", "GET", "pending?queue=escalated", 403), ("mp_ann", "GET", "pending?queue=escalated", 403),
            ("mp_sue", "GET", "pending?queue=escalated", 200),
        ] as [(String, String, String, Int)]
    )
    func `may do what the role may`(token: String, method: String, path: String, status: Int) async throws {
        let answer = try await edge.call(method, Edge.base + path, token: token, moderator: "bob")
        #expect(answer.status == status)
        if status == 403 { #expect(answer.refusal == "403 forbidden") }
    }

    @Test(arguments: [("GET", "pending"), ("POST", "p/approve"), ("POST", "p/reject")])
    func `must name a moderator as a service`(method: String, path: String) async throws {
        for name in [nil, "", " ", "a b", "-x", String(repeating: "x", count: 129)] {
            let answer = try await edge.call(method, Edge.base + path, moderator: name)
            #expect(answer.refusal == "400 invalid_field")
            #expect(answer.string("field") == "X-Moderator-Id")
        }
    }

    @Test
    func `can't act in two names at once`() async throws {
        let more = [(name: "x-moderator-id", value: "bob")]
        let answer = try await edge.call("GET", Edge.base + "pending", moderator: "ann", headers: more)
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == "X-Moderator-Id")
    }

    @Test
    func `acts under the token's own name as a moderator`() async throws {
        try await edge.ingest("p")
        let answer = try await edge.get("pending", token: "mp_ann", moderator: "bob")
        let claim = answer.list("items").first?["claim"] as? [String: Any]
        #expect(claim?["moderator"] as? String == "ann")
    }

    @Test
    func `can't act as a moderator without a name`() async throws {
        #expect(try await edge.get("pending", token: "mp_nameless").refusal == "403 forbidden")
    }

    @Test
    func `sees nothing of another client`() async throws {
        try await edge.ingest("secret")
        let id = try #require(try await edge.claim("ann"))
        #expect(try await edge.get("items/secret", token: "mp_other").refusal == "404 not_found")
        let decided = try await edge.post(
            "secret/approve",
            #"{"claim_id":"\#(id)"}"#,
            token: "mp_other",
            moderator: "ann"
        )
        #expect(decided.refusal == "404 not_found")
        let pending = try await edge.get("pending", token: "mp_other", moderator: "ann")
        #expect(pending.list("items").isEmpty)
        #expect(pending.object("queue")["claimed"] as? Int == 0)
    }
}
