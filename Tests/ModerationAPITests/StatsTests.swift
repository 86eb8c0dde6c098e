import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

@Suite
struct `Reading stats` {
    private let edge: Edge
    private let clock: ManualClock

    init() throws { (edge, clock, _) = try Edge.reference() }

    private static let nothing = #"{"ready":0,"claimed":0,"oldest_wait_seconds":null}"#

    private static func queue(_ ready: Int, _ claimed: Int, _ wait: String, _ expiry: String, _ normal: String)
        -> String
    {
        """
        {"ready":\(ready),"claimed":\(claimed),"oldest_wait_seconds":\(wait),"next_expiry_at":\(expiry),\
        "priorities":{"urgent":\(nothing),"high":\(nothing),"normal":\(normal),"low":\(nothing)}}
        """
    }

    @Test
    func `always tells of the default queue`() async throws {
        let stats = try await edge.get("stats")
        let queue = Self.queue(0, 0, "null", "null", Self.nothing)
        #expect(stats.text == #"{"queues":{"default":\#(queue)},"moderators":{},"degraded":false}"#)
        #expect(stats.header("Cache-Control") == "no-store")
    }

    @Test
    func `tells depth, waits and the next expiry of every queue, and who holds how much`() async throws {
        try await edge.ingest("a")
        try await edge.ingest("b")
        try await edge.ingest("other", #","queue":"spam""#)
        _ = try await edge.claim("ann")
        let expiry = (clock.now + .seconds(300)).description
        clock.advance(by: .milliseconds(61_999))
        let waits = #"{"ready":1,"claimed":0,"oldest_wait_seconds":61}"#
        let both = #"{"ready":1,"claimed":1,"oldest_wait_seconds":61}"#
        let first = Self.queue(1, 1, "61", "\"\(expiry)\"", both)
        let second = Self.queue(1, 0, "61", "null", waits)
        let text =
            #"{"queues":{"default":\#(first),"spam":\#(second)},"moderators":{"ann":{"claimed":1}},"degraded":false}"#
        for token in ["mp_svc", "mp_sue"] { #expect(try await edge.get("stats", token: token).text == text) }
    }

    @Test
    func `tells of the caller's client alone`() async throws {
        try await edge.ingest("a")
        let other = try await edge.get("stats", token: "mp_other")
        let queue = other.object("queues")["default"] as? [String: Any]
        #expect(queue?["ready"] as? Int == 0)
    }

    @Test
    func `is for services and supervisors`() async throws {
        #expect(try await edge.get("stats", token: "mp_ann").refusal == "403 forbidden")
        #expect(try await edge.get("stats", token: nil).refusal == "401 unauthenticated")
        #expect(try await edge.get("stats?queue=default").refusal == "400 unknown_field")
    }

    @Test
    func `counts no wait that lies ahead`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        let ahead = PriorityStats(ready: 1, oldestQueuedAt: Timestamp(milliseconds: 9_000))
        let queue = QueueStats(ready: 1, claimed: 0, nextExpiryAt: nil, priorities: [.high: ahead])
        claims.state.withLock {
            $0.stats = ClientStats(now: Timestamp(milliseconds: 1_000), queues: [.default: queue], claimedBy: [:])
        }
        let answer = try await edge.get("stats").object("queues")["default"] as? [String: Any]
        #expect(answer?["oldest_wait_seconds"] as? Int == 0)
    }

    @Test
    func `is unavailable while the store is away`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        claims.state.withLock { $0.failing = ["stats"] }
        #expect(try await edge.get("stats").refusal == "503 unavailable")
    }
}
