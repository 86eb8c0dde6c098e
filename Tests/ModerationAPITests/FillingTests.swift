import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import ModerationAPI

/// Answers of a line that has just begun anew.
@Suite
struct `While a line is being filled` {
    private let claims = FakeClaims()
    private let records = FakeRecords()
    private let edge: Edge
    private let doubtful = WorkingSet.empty.with(WorkingSet.empty.queue.with(mayLackItems: true))

    init() throws { edge = try Edge(claims: claims, records: records) }

    @Test
    func `a call waits for what is pending`() async throws {
        let sets = [doubtful, doubtful, doubtful, try .one("p")]
        claims.state.withLock { $0.workingSets = sets }
        records.state.withLock { $0.outside = [.default: 3] }
        #expect(try await edge.get("pending", moderator: "ann").list("items").count == 1)
    }

    @Test
    func `a call says how much is pending when it has waited for long enough`() async throws {
        let doubtful = doubtful
        claims.state.withLock { $0.workingSets = [doubtful] }
        records.state.withLock { $0.outside = [.default: 7] }
        let start = ContinuousClock.now
        let queue = try await edge.get("pending", moderator: "ann").object("queue")
        #expect(queue["ready"] as? Int == 7)
        #expect((.seconds(1)...(.seconds(6))).contains(ContinuousClock.now - start))
    }

    @Test
    func `a call is answered at once where nothing is pending in its queue`() async throws {
        let sets = [doubtful, doubtful, try .one("late")]
        claims.state.withLock { $0.workingSets = sets }
        records.state.withLock { $0.outside = [QueueName(stored: "images"): 7] }
        let start = ContinuousClock.now
        let queue = try await edge.get("pending", moderator: "ann").object("queue")
        #expect(queue["ready"] as? Int == 0)
        #expect(claims.state.withLock(\.claimRequests).count == 2, "what came into line meanwhile is looked for")
        #expect(ContinuousClock.now - start < .seconds(2.5))
    }

    @Test
    func `the record is not asked where there is no doubt`() async throws {
        records.state.withLock { $0.failure = StoreFailure("away") }
        #expect(try await edge.get("pending", moderator: "ann").status == 200)
        #expect(try await edge.get("stats").status == 200)
    }

    @Test
    func `stats count what is in no line yet`() async throws {
        claims.state.withLock { $0.isBeingFilled = true }
        records.state.withLock { $0.outside = [.default: 3, QueueName(stored: "images"): 2] }
        let queues = try await edge.get("stats").object("queues")
        #expect((queues["default"] as? [String: Any])?["ready"] as? Int == 3)
        #expect((queues["images"] as? [String: Any])?["ready"] as? Int == 2)
    }
}
