import ClaimFixtures
import Moderation
import Testing

/// A line is gone through, and opened by nobody who only looks.
@Suite struct InspectionTests {
    private static let kinds: [StoreKind] = [.memory, .redis, .mongo]

    private func all(
        _ store: StoreUnderTest,
        in epoch: Int64,
        limit: Int
    ) async throws -> (items: [StandingRound], flaws: [Drift], pages: Int) {
        let line = try #require(store.store as? any InspectableLine)
        var (items, flaws, pages): ([StandingRound], [Drift], Int) = ([], [], 0)
        var cursor: String?
        repeat {
            let page = try #require(
                try await line.inspect(store.client, in: epoch, after: cursor, limit: limit)
            )
            items += page.items
            flaws += page.flaws
            pages += 1
            cursor = page.next
        } while cursor != nil && pages < 1_000
        return (items, flaws, pages)
    }

    @Test(arguments: kinds)
    func `every item is on some page, and nothing is wrong with it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let other = try QueueName("other")
            try await store.publish(try (0..<300).map { try item("p\($0)", due: Int64($0)) })
            try await store.publish(item("q", queue: other, priority: .low))
            try await store.publish(item("p7", round: 2))
            #expect(try await store.claimed("ann", 3).count == 3)
            try await store.release("p0", by: "ann")
            try await store.decide("p1", by: "ann")
            let epoch = try await store.store.epoch(of: store.client)
            let (items, flaws, pages) = try await all(store, in: epoch, limit: 40)
            let rounds = Dictionary(items.map { ($0.post.description, $0.round) }) { first, _ in first }
            #expect(rounds.count == 300 && rounds["q"] == 1 && rounds["p7"] == 2 && rounds["p1"] == nil)
            #expect(flaws == [] && pages >= 4)
            #expect(items.allSatisfy { $0.overdue == nil })
        }
    }

    @Test(arguments: kinds)
    func `a decision that takes too long is told with its token, until it is taken back`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            #expect(try await store.claimed("ann", 2).count == 2)
            let token = try await store.beginAllowed("a", by: "ann")
            let line = try #require(store.store as? any InspectableLine)
            let epoch = try await store.store.epoch(of: store.client)
            let named = try ["none", "a", "b"].map { try PostID($0) }
            for (passed, overdue) in [(Duration.seconds(9), nil), (.seconds(2), token)] {
                try await store.letPass(passed)
                let page = try await line.inspect(named, of: store.client, in: epoch)
                #expect(
                    page?.items == [
                        StandingRound(post: named[1], round: 1, overdue: overdue),
                        StandingRound(post: named[2], round: 1),
                    ]
                )
            }
            try await store.store.reopen(named[1], token: token, for: store.client)
            #expect(
                try await line.inspect(named, of: store.client, in: epoch)?.items.allSatisfy { $0.overdue == nil }
                    == true
            )
        }
    }

    @Test(arguments: kinds)
    func `an item is told with the queue in which it stands`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let spam = try QueueName("spam")
            try await store.publish(item("a"), item("b", queue: spam), item("c"))
            _ = try await store.claimed("ann")
            let line = try #require(store.store as? any InspectableLine)
            _ = try await store.store.escalate(
                PostID("a"),
                by: ModeratorName("ann"),
                naming: .any,
                for: store.client
            )
            let named = try ["a", "b", "c"].map { try PostID($0) }
            let epoch = try await store.store.epoch(of: store.client)
            let page = try await line.inspect(named, of: store.client, in: epoch)
            #expect(page?.items.map(\.queue) == [.escalated, spam, .default])
        }
    }

    @Test(arguments: kinds)
    func `in another epoch there is nothing, and a look begins none`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let line = try #require(store.store as? any InspectableLine)
            let epoch = try await store.store.epoch(of: store.client)
            for other in [epoch - 1, epoch + 1] {
                #expect(try await line.inspect(store.client, in: other, after: nil, limit: 9) == nil)
                #expect(try await line.inspect([PostID("a")], of: store.client, in: other) == nil)
            }
            guard kind == .redis else { return }
            try await store.loseData()
            #expect(try await line.inspect(store.client, in: epoch, after: nil, limit: 9) == nil)
            #expect(try await store.redis?.texts(["KEYS", store.keys.pattern]) == [])
        }
    }
}
