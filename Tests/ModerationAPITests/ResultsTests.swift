import Moderation
import ModerationFakes
import Synchronization
import TestSupport
import Testing
import Waiting

@testable import ModerationAPI

@Suite
struct `Reading results` {
    private let records = FakeRecords()
    private let edge: Edge

    init() throws { edge = try Edge(claims: FakeClaims(), records: records) }

    private func decision(_ name: String, note: String? = nil) throws -> StoredDecision {
        let decision = Decision(
            id: "d-\(name)",
            post: try PostID(name),
            round: 1,
            outcome: .approved,
            moderator: try ModeratorName("ann"),
            claimID: "c",
            decidedAt: Timestamp(milliseconds: 1_700_000_000_000),
            details: DecisionDetails(note: note)
        )
        return StoredDecision(decision: decision, epoch: 1)
    }

    @Test
    func `gives decisions in their order, and a cursor`() async throws {
        let decisions = [try decision("a"), try decision("b"), try decision("c")]
        records.state.withLock { $0.results = decisions }
        let page = try await edge.get("results?limit=2")
        func text(_ name: String) -> String {
            """
            {"decision_id":"d-\(name)","post_id":"\(name)","round":1,"outcome":"approved","moderator":"ann",\
            "claim_id":"c","decided_at":"2023-11-14T22:13:20.000Z","reason":null,"policies":[],"note":null}
            """
        }
        #expect(page.text == #"{"results":[\#(text("a")),\#(text("b"))],"next":"r2"}"#)
        #expect(page.header("Cache-Control") == "no-store")
        let next = try await edge.get("results?after=r2&limit=2")
        #expect(next.text == #"{"results":[\#(text("c"))],"next":"r3"}"#)
        #expect(try await edge.get("results?after=r3&limit=2").text == #"{"results":[],"next":"r3"}"#)
    }

    @Test
    func `gives about eight mebibytes and no more`() async throws {
        let note = String(repeating: "x", count: 1 << 20)
        let decisions = try (0..<12).map { try decision("p\($0)", note: note) }
        records.state.withLock { $0.results = decisions }
        let page = try await edge.get("results")
        #expect(page.list("results").count == 8)
        #expect(page.string("next") == "r8")
        #expect(try await edge.get("results?after=r8").list("results").count == 4)
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
        async let first = edge.get("results?after=r0&wait=30")
        async let second = edge.get("results?after=&wait=30")
        try await eventually("both are parked") { edge.waiting.parkedCount == 2 }
        let next = try decision("a")
        records.state.withLock { $0.results = [next] }
        edge.waiting.announce(ReadySignal(line: .results(of: edge.client.id), count: 1))
        #expect(try await [first.string("next"), second.string("next")] == ["r1", "r1"])
        #expect(try await edge.get("results?wait=31").refusal == "400 invalid_field")
    }

    @Test(arguments: ["1700000000000-0", "m1f-0", "1700000000000-0~m1f-0"])
    func `takes cursors of the release before, and an empty page keeps them`(cursor: String) async throws {
        #expect(try await edge.get("results?after=\(cursor)").text == #"{"results":[],"next":"\#(cursor)"}"#)
    }

    @Test
    func `is unavailable while the system of record is away`() async throws {
        records.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.get("results").refusal == "503 unavailable")
    }
}
