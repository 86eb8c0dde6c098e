import Moderation
import Testing

@Suite struct OrderTests {
    @Test(arguments: StoreKind.allCases)
    func `the earliest due time comes first, whatever the priority`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let dues: [(String, Int64, Priority)] = [
                ("d", 40, .urgent), ("a", 10, .low), ("e", 50, .normal), ("c", 30, .high), ("b", 20, .normal),
                ("f", 60, .low), ("g", 70, .urgent), ("h", 80, .high),
            ]
            try await store.publish(try dues.map { try item($0.0, due: $0.1, priority: $0.2) })
            var order: [String] = []
            for moderator in ["ann", "ben", "cyn", "dan"] { order += try await store.claimed(moderator, 2) }
            #expect(order == ["a", "b", "c", "d", "e", "f", "g", "h"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `items of one call that are due at once keep the call's order`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let posts = ["m", "z", "a", "q", "b", "y"]
            var items = try posts.map { try item($0, due: 5) }
            items.insert(try item("between", due: 6), at: 3)
            try await store.publish(items)
            #expect(try await store.claimed("ann", 10) == posts + ["between"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an item published late is served in its place`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("b", due: 20), item("d", due: 40))
            #expect(try await store.claimed("ann") == ["b"])
            try await store.publish(item("a", due: 10), item("c", due: 30))
            #expect(try await store.claimed("ben") == ["a"])
            #expect(try await store.claimed("cyn") == ["c"])
            #expect(try await store.claimed("dan") == ["d"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an item that comes back keeps its place`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 10), item("b", due: 20), item("c", due: 30))
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            try await store.letPass(.seconds(301))
            let set = try await store.claim("ben", 3)
            #expect(set.items.map(\.item.post.description) == ["a", "b", "c"])
            #expect(set.items.map(\.deliveries) == [2, 2, 1])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `queues are lines of their own`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 10), item("x", due: 5, queue: .escalated))
            #expect(Set(try await store.store.queues(of: store.client)) == [.default, .escalated])
            #expect(try await store.claimed("ann", 5) == ["a"])
            #expect(try await store.claimed("sue", 5, from: .escalated) == ["x"])
            try await store.decide("x", by: "sue")
            #expect(try await store.store.queues(of: store.client) == [.default])
            try await store.decide("a", by: "ann")
            try await store.expectNothingLeft()
        }
    }
}
