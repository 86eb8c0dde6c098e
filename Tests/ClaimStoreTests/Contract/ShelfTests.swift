import Moderation
import Testing

/// What is beyond the bounds waits in the record, and comes back as it was.
@Suite struct ShelfTests {
    private static var settings: ClientSettings {
        var settings = ClientSettings.forTest
        settings.maxQueued = 3
        return settings
    }

    @Test(arguments: StoreKind.allCases)
    func `the store takes no more than the most`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            let other = try QueueName("other")
            #expect(try await store.publish(item("a", due: 1), item("b", due: 2)) == [.queued, .queued])
            #expect(try await store.publish(item("c", due: 3, queue: other)) == [.queued])
            _ = try await store.claim("ann")
            // What is claimed counts as well; a newer round takes the place of the older.
            let answers = try await store.publish(item("d"), item("b", due: 5, round: 2), item("e"))
            #expect(answers == [.full, .queued, .full])
            let window = try await store.bounded.window(of: .default, for: store.client, tail: 5)
            #expect(window.itemsOfClient == 3 && window.waiting == 1 && window.claimed == 1)
            #expect(window.tail.map(\.post.description) == ["b"] && window.tail.map(\.round) == [2])
            try await store.decide("a", by: "ann")
            #expect(try await store.publish(item("d"), item("e")) == [.queued, .full])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the tail is what is due last`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            for number in [3, 1, 4, 2, 5] {
                try await store.publish(item("p\(number)", due: Int64(number), priority: .low))
            }
            let window = try await store.bounded.window(of: .default, for: store.client, tail: 2)
            #expect(window.tail.map(\.post.description) == ["p5", "p4"])
            #expect(try await store.bounded.window(of: .default, for: store.client, tail: 0).tail == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `only what waits in that round and queue is let go of, under the lease`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1), item("c", due: 2), item("d", due: 3, round: 2))
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            try await store.beginAllowed("b", by: "ann")
            #expect(try await store.shelve(["c"], as: "nobody") == nil)
            #expect(try await store.store.holdPublisherLease("keeper", for: store.client))
            let taken = try await store.shelve(["a", "b", "c", "d", "none"], as: "keeper")
            #expect(taken == [ShelvedItem(post: try PostID("c"), round: 1, carried: nil)])
            #expect(try await store.look("c") == nil)
            #expect(try await store.shelve(["d"], round: 2, from: .escalated, as: "keeper") == [])
            try await store.letPass(.seconds(60))
            #expect(try await store.shelve(["d"], round: 2, as: "keeper") == nil, "the lease is over")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what comes back is what it was`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxReleases = 3
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            try await store.release("a", by: "ann")
            let claim = try await store.claimOne("ben")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            #expect(try await store.store.holdPublisherLease("keeper", for: store.client))
            let shelved = try #require(try await store.shelve(["a"], as: "keeper")?.first)
            #expect(try await store.claimed("cyn") == [])
            let back = try item("a", carried: shelved.carried)
            #expect(try await store.publish(back, permit: .publisher(name: "keeper")) == [.queued])
            #expect(try await store.claim("ann").queue.releasedByCaller == 1)
            #expect(try await store.look("a")?.deliveries == 2)
            #expect(try await store.begin("a", by: "ann").isClaimLost)
            guard case .deciding(1, claim.generation, _, _) = try await store.begin("a", by: "ben") else {
                Issue.record("nobody claimed it since ben")
                return
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what stays for too long is found, oldest first, unless it is claimed`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.itemTTL = .milliseconds(200)
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a", due: 9), item("b", due: 1), item("c", due: 5))
            #expect(try await store.claimed("ann") == ["b"])
            try await store.reallyLetPass(.milliseconds(210))
            try await store.publish(item("young", due: 0))
            let late = try await store.bounded.overstayed(in: .default, of: store.client, limit: 10)
            #expect(late.map(\.post.description) == ["a", "c"])
            #expect(try await store.bounded.overstayed(in: .default, of: store.client, limit: 1).count == 1)
            #expect(try await store.bounded.overstayed(in: .escalated, of: store.client, limit: 9).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `results are kept for as long as the client wants, and cursors go on behind them`(kind: StoreKind) async throws
    {
        var settings = ClientSettings.forTest
        settings.resultsKept = .milliseconds(1_500)
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann", 2)
            try await store.decide("a", by: "ann")
            try await store.bounded.trimResults(of: store.client)
            let (_, cursor) = try await store.store.results(of: store.client, after: "", limit: 9)
            #expect(try await store.results() == 1)
            try await store.reallyLetPass(.milliseconds(2_600))
            try await store.bounded.trimResults(of: store.client)
            #expect(try await store.results() == 0)
            try await store.decide("b", by: "ann")
            let (decisions, _) = try await store.store.results(of: store.client, after: cursor, limit: 9)
            #expect(decisions.count == 1)
        }
    }
}
