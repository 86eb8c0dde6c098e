import Moderation
import ModerationFakes
import Synchronization
import TestSupport
import Testing
import Waiting

@testable import ModerationAPI

@Suite
struct `Reading results` {
    private let claims = FakeClaims()
    private let edge: Edge

    init() throws { edge = try Edge(claims: claims, records: FakeRecords()) }

    @Test
    func `gives decisions as they were published, and a cursor`() async throws {
        claims.state.withLock { $0.pages = [([#"{"decision_id":"a","n":1.50}"#, #"{"decision_id":"b"}"#], "12-1")] }
        let page = try await edge.get("results?limit=2")
        #expect(page.text == #"{"results":[{"decision_id":"a","n":1.50},{"decision_id":"b"}],"next":"12-1"}"#)
        #expect(page.header("Cache-Control") == "no-store")
        let next = try await edge.get("results?after=12-1&limit=2")
        #expect(next.text == #"{"results":[],"next":"12-1"}"#)
        #expect(claims.state.withLock(\.cursorsAsked) == ["", "12-1"])
    }

    @Test
    func `begins at the beginning`() async throws {
        #expect(try await edge.get("results").text == #"{"results":[],"next":""}"#)
        #expect(try await edge.get("results?after=").text == #"{"results":[],"next":""}"#)
    }

    @Test(arguments: ["x", "1", "1-", "-1", "1-2-3", "1-x", "%2B1-2", "(1-2", "99999999999999999999-0"])
    func `takes only cursors that it gave`(cursor: String) async throws {
        let answer = try await edge.get("results?after=\(cursor)")
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == "after")
    }

    @Test(arguments: ["0", "1001", "x"])
    func `takes a limit of one to a thousand`(limit: String) async throws {
        #expect(try await edge.get("results?limit=\(limit)").refusal == "400 invalid_field")
        #expect(try await edge.get("results?limit=1000").status == 200)
    }

    @Test
    func `waits for the next result, as does every other reader`() async throws {
        async let first = edge.get("results?after=1-0&wait=30")
        async let second = edge.get("results?after=1-0&wait=30")
        try await eventually("both are parked") { edge.waiting.parkedCount == 2 }
        claims.state.withLock { $0.pages = [(["{}"], "2-0"), (["{}"], "2-0")] }
        edge.waiting.announce(ReadySignal(line: .results(of: edge.client.id), count: 1))
        #expect(try await [first.text, second.text] == Array(repeating: #"{"results":[{}],"next":"2-0"}"#, count: 2))
        #expect(try await edge.get("results?wait=31").refusal == "400 invalid_field")
    }

    @Test
    func `is unavailable while the store is away`() async throws {
        claims.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.get("results").refusal == "503 unavailable")
    }
}
