import Moderation
import Testing

@Suite struct ClaimTests {
    @Test(arguments: StoreKind.allCases)
    func `asking again gives the same items and burns none`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 1), item("b", due: 2), item("c", due: 3))
            let first = try await store.claim("ann", 2)
            let again = try await store.claim("ann", 2, on: 1)
            #expect(first.items.map(\.isNew) == [true, true])
            #expect(again.items.map(\.isNew) == [false, false])
            #expect(again.items.map(\.claim) == first.items.map(\.claim))
            #expect(again.items.map(\.item) == first.items.map(\.item))
            #expect(again.items.map(\.deliveries) == [1, 1])
            #expect(again.queue.ready == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the working set is topped up, oldest claim first`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("b", due: 2), item("c", due: 3))
            #expect(try await store.claimed("ann") == ["b"])
            try await store.publish(item("a", due: 1))
            let set = try await store.claim("ann", 3)
            #expect(set.items.map(\.item.post.description) == ["b", "a", "c"])
            #expect(set.items.map(\.isNew) == [false, true, true])
            #expect(try await store.claimed("ann", 1) == ["b"], "a smaller limit shows the oldest")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `two moderators get different items`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 1), item("b", due: 2))
            let ann = try await store.claim("ann")
            let ben = try await store.claim("ben", on: 1)
            #expect(ann.items.map(\.item.post.description) == ["a"])
            #expect(ben.items.map(\.item.post.description) == ["b"])
            #expect(ben.queue == QueueState(ready: 0, claimed: 2, nextExpiryAt: ann.items[0].claim.expiresAt))
            #expect(try await store.claimed("cyn") == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an empty answer says why`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.endFilling()
            let nothing = try await store.claim("ann")
            #expect(nothing.items == [])
            #expect(nothing.queue == QueueState(ready: 0, claimed: 0, nextExpiryAt: nil))
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            let taken = try await store.claim("ben")
            #expect(taken.items == [])
            #expect(taken.queue == QueueState(ready: 0, claimed: 1, nextExpiryAt: claim.expiresAt))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a moderator holds no more than the most, over all queues`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxClaims = 3
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            let other = try QueueName("other")
            try await store.publish(try (0..<4).map { try item("a\($0)", due: Int64($0)) })
            try await store.publish(try (0..<4).map { try item("b\($0)", due: Int64($0), queue: other) })
            #expect(try await store.claimed("ann", 2) == ["a0", "a1"])
            let set = try await store.claim("ann", 3, from: other)
            #expect(set.items.map(\.item.post.description) == ["b0"])
            #expect(set.queue.heldElsewhere == 2)
            #expect(set.queue.ready == 3)
            let full = try await store.claim("ann", 3)
            #expect(full.items.map(\.item.post.description) == ["a0", "a1"])
            #expect(full.queue.heldElsewhere == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `claims elsewhere that are over count no more`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxClaims = 2
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            let other = try QueueName("other")
            try await store.publish(
                item("a"),
                item("b", due: 1),
                item("x", queue: other),
                item("y", due: 1, queue: other)
            )
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            try await store.letPass(.seconds(301))
            let set = try await store.claim("ann", 2, from: other)
            #expect(set.items.map(\.item.post.description) == ["x", "y"])
            #expect(set.queue.heldElsewhere == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is being decided is not shown again`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1), item("c", due: 2))
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            try await store.beginAllowed("a", by: "ann")
            let set = try await store.claim("ann", 2)
            #expect(set.items.map(\.item.post.description) == ["b", "c"])
            #expect(set.queue.claimed == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim that ended is told once, and its item is handed out again`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.letPass(.seconds(270))
            #expect(try await store.claimed("ben") == [], "not before its end")
            #expect(try await store.claimed("ann") == ["a"])
            try await store.letPass(.seconds(31))
            let set = try await store.claim("ben", on: 1)
            #expect(set.ended.map(\.post.description) == ["a"])
            #expect(set.ended.map(\.generation) == [claim.generation])
            #expect(set.ended.map(\.moderator.description) == ["ann"])
            #expect(set.items.map(\.deliveries) == [2])
            #expect(set.items.allSatisfy { $0.claim.generation > claim.generation })
            #expect(try await store.claim("ann").ended == [])
            #expect(try await store.claimed("ann") == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `of many claims that ended none is shown as live, and all come back`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxClaims = 50
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(try (0..<50).map { try item("p\($0)", due: Int64($0)) })
            #expect(try await store.claimed("ann", 50).count == 50)
            try await store.letPass(.seconds(301))
            #expect(try await store.look("p49")?.claim == nil, "seen by nobody as held")
            var again: [ClaimedItem] = []
            for _ in 0..<10 { again = try await store.claim("ann", 50).items }
            #expect(again.count == 50)
            #expect(Set(again.map(\.item.post)).count == 50)
            let now = try await store.claim("ann").now
            #expect(again.allSatisfy { $0.claim.expiresAt > now })
            #expect(again.allSatisfy { $0.deliveries == 2 })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the next expiry is not in the past`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            try await store.beginAllowed("a", by: "ann")
            try await store.letPass(.seconds(60))
            let set = try await store.claim("ben")
            #expect(set.queue.claimed == 1)
            #expect(set.queue.nextExpiryAt == set.now, "the decision is overdue, and can come back at any time")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `clients do not see each other`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let other = Client(id: try ClientID(store.client.id.description + "x"), settings: store.client.settings)
            try await store.publish(item("a"))
            let request = ClaimRequest(client: other, moderator: try ModeratorName("ann"))
            #expect(try await store.store.claim(request).items == [])
            #expect(try await store.store.look(at: PostID("a"), for: other) == nil)
            #expect(try await store.store.queues(of: other) == [])
            try await store.store.withdraw(PostID("a"), upTo: 9, for: other)
            let permit = try await store.store.permitForNewItems(of: other)
            #expect(try await store.store.publish([item("a")], for: other, permit: permit) == [.queued])
            #expect(try await store.store.claim(request).items.count == 1)
            #expect(try await store.claimed("ann") == ["a"])
            #expect(try await store.store.results(of: other, after: "", limit: 10).decisions == [])
        }
    }
}
