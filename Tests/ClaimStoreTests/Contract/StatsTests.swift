import Moderation
import Testing

@Suite struct StatsTests {
    /// An item as a client's intake makes it: due its priority's target wait after it was queued, which is `at` seconds
    /// into the test's own time.
    private func queued(
        _ post: String,
        at seconds: Int64,
        _ priority: Priority = .normal,
        in queue: QueueName = .default
    ) throws -> QueuedItem {
        let at = Self.start + .seconds(seconds)
        return QueuedItem(
            post: try PostID(post),
            round: 1,
            queue: queue,
            priority: priority,
            queuedAt: at,
            dueAt: at + ClientSettings.forTest.targetWait(of: priority),
            payload: Payload()
        )
    }

    private static let start = Timestamp(milliseconds: 1_763_632_800_000)

    @Test(arguments: StoreKind.allCases)
    func `a client that holds nothing has an empty default queue`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let stats = try await store.stats()
            let empty = PriorityStats()
            #expect(stats.queues.keys.map(\.description) == ["default"])
            #expect(
                stats.queues[.default]
                    == QueueStats(
                        ready: 0,
                        claimed: 0,
                        nextExpiryAt: nil,
                        priorities: [.urgent: empty, .high: empty, .normal: empty, .low: empty]
                    )
            )
            #expect(stats.claimedBy.isEmpty)
            #expect(try await store.store.queues(of: store.client) == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was escalated counts where it is now`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish([try queued("a", at: 0), try queued("b", at: 1)])
            _ = try await store.claim("ann", 2)
            try await store.escalate("a", by: "ann")
            let stats = try await store.stats()
            #expect(stats.queues[.default]?.ready == 0)
            #expect(stats.queues[.default]?.claimed == 1)
            #expect(stats.queues[.escalated]?.ready == 1)
            #expect(stats.queues[.escalated]?.oldestQueuedAt == Self.start)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `every queue, priority and moderator is counted`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish([
                try queued("u1", at: 30, .urgent), try queued("u2", at: 40, .urgent), try queued("h", at: 20, .high),
                try queued("n", at: 10), try queued("l1", at: 0, .low), try queued("l2", at: 50, .low),
                try queued("x", at: 5, .low, in: .escalated), try queued("y", at: 6, .high, in: .escalated),
            ])
            #expect(try await store.claimed("ann", 2) == ["u1", "u2"])
            #expect(try await store.claimed("ben", 1) == ["h"])
            #expect(try await store.claimed("ann", 1, from: .escalated) == ["y"])
            let stats = try await store.stats()
            #expect(Set(stats.queues.keys) == [.default, .escalated])
            let line = try #require(stats.queues[.default])
            #expect(line.ready == 3 && line.claimed == 3)
            #expect(line[.urgent] == PriorityStats(claimed: 2))
            #expect(line[.high] == PriorityStats(claimed: 1))
            #expect(line[.normal] == PriorityStats(ready: 1, oldestQueuedAt: Self.start + .seconds(10)))
            #expect(line[.low] == PriorityStats(ready: 2, oldestQueuedAt: Self.start))
            #expect(line.oldestQueuedAt == Self.start)
            let escalated = try #require(stats.queues[.escalated])
            #expect(escalated.ready == 1 && escalated.claimed == 1)
            #expect(escalated.oldestQueuedAt == Self.start + .seconds(5))
            #expect(stats.claimedBy == [try ModeratorName("ann"): 3, try ModeratorName("ben"): 1])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the next expiry is the first, and never in the past`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            let first = try await store.claimOne("ann")
            let second = try await store.claimOne("ben")
            #expect(first.expiresAt <= second.expiresAt)
            #expect(try await store.stats().queues[.default]?.nextExpiryAt == first.expiresAt)
            try await store.letPass(.seconds(400))
            let late = try await store.stats()
            #expect(late.queues[.default]?.nextExpiryAt == late.now)
            #expect(late.queues[.default]?.claimed == 2, "nobody has returned them yet")
            _ = try await store.store.expire(.default, of: store.client)
            let returned = try await store.stats()
            #expect(returned.queues[.default]?.claimed == 0 && returned.queues[.default]?.ready == 2)
            #expect(returned.queues[.default]?.nextExpiryAt == nil)
            #expect(returned.claimedBy.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an item that came back is the oldest again`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish([try queued("a", at: 0), try queued("b", at: 10), try queued("c", at: 20)])
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            #expect(try await store.stats().queues[.default]?.oldestQueuedAt == Self.start + .seconds(20))
            try await store.letPass(.seconds(301))
            #expect(try await store.claimed("ben", 1) == ["a"])
            let line = try await store.stats().queues[.default]
            #expect(line?[.normal] == PriorityStats(ready: 2, claimed: 1, oldestQueuedAt: Self.start + .seconds(10)))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `old low work is seen behind a long line of what is due earlier`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish([try queued("low", at: 0, .low), try queued("low2", at: 1, .low)])
            #expect(try await store.claimed("ann", 1) == ["low"])
            try await store.publish(try (0..<100).map { try queued("n\($0)", at: 10 + $0) })
            let behind = try await store.stats().queues[.default]
            #expect(behind?[.low] == PriorityStats(ready: 1, claimed: 1, oldestQueuedAt: Self.start + .seconds(1)))
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            let back = try await store.stats().queues[.default]
            #expect(back?[.low] == PriorityStats(ready: 2, oldestQueuedAt: Self.start))
            #expect(back?.oldestQueuedAt == Self.start)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is being decided is claimed until it is acknowledged`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claimOne("ann")
            try await store.beginAllowed("a", by: "ann")
            #expect(try await store.stats().queues[.default]?.claimed == 1)
            #expect(try await store.stats().claimedBy.values.map(\.self) == [1])
            try await store.acknowledge("a")
            let stats = try await store.stats()
            #expect(stats.queues[.default]?.claimed == 0 && stats.queues[.default]?.ready == 1)
            #expect(stats.claimedBy.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `after a loss the store tells of nothing, and serves on`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            #expect(try await store.other.stats(of: store.client).queues[.default]?.ready == 1)
            try await store.loseData()
            #expect(try await store.stats().queues[.default]?.ready == 0)
            try await store.publish(item("b"))
            for server in store.servers {
                #expect(try await server.stats(of: store.client).queues[.default]?.ready == 1)
            }
        }
    }
}

extension StoreUnderTest {
    fileprivate func stats() async throws -> ClientStats { try await store.stats(of: client) }
}
