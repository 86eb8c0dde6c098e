import Moderation
import Testing

@Suite struct PublishTests {
    @Test(arguments: StoreKind.allCases)
    func `an item is put into line once`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.publish(item("p1"), item("p2")) == [.queued, .queued])
            #expect(try await store.publish(item("p2"), item("p3")) == [.present, .queued])
            #expect(try await store.claimed("ann", 10).count == 3)
            #expect(try await store.publish(item("p1")) == [.present], "also while somebody holds it")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an item twice in one call is put into line once`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.publish(item("p1"), item("p1")) == [.queued, .present])
            #expect(try await store.claim("ann", 10).items.count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `answers come in the order of the items, whatever lines they go to`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let other = try QueueName("other")
            try await store.publish(item("p2", priority: .low))
            let answers = try await store.publish(
                item("p1", priority: .urgent),
                item("p2", priority: .low),
                item("p3", queue: other),
                item("p4", priority: .urgent)
            )
            #expect(answers == [.queued, .present, .queued, .queued])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what comes in one call is handed out in its order, however much it is`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let posts = (0..<500).map { "p\($0)" }
            try await store.publish(try posts.map { try item($0) })
            var claimed: [String] = []
            for number in 0..<50 { claimed += try await store.claimed("m\(number)", 10) }
            #expect(claimed == posts)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `everything of an item comes back with its claim`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let post = "p/1 \"ä\" {x}:y\u{2028}"
            let published = try item(post, due: 125, round: 3, priority: .high)
            try await store.publish(published)
            let set = try await store.claim("ann")
            #expect(set.items.map(\.item) == [published])
            #expect(set.items.map(\.deliveries) == [1])
            #expect(set.items.map(\.claim.moderator.description) == ["ann"])
            #expect(set.items.map(\.claim.claimedAt) == [set.now])
            #expect(set.items.map(\.claim.expiresAt) == [set.now + store.client.settings.lease])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a permit that has lapsed puts nothing into line`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            guard case .new(let until, _) = try await store.store.permitForNewItems(of: store.client) else {
                throw Unexpected("no permit for new items")
            }
            let late = PublishingPermit.new(until: until + .seconds(-60))
            #expect(try await store.publish(item("p1"), permit: late) == [.late])
            #expect(try await store.store.queues(of: store.client) == [])
            #expect(try await store.claimed("ann") == [])
        }
    }

    @Test(arguments: [StoreKind.redis, .mongo])
    func `a permit of the other store puts nothing into line`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            guard case .new(let until, let own?) = try await store.store.permitForNewItems(of: store.client) else {
                throw Unexpected("no permit that says its store")
            }
            let foreign = PublishingPermit.new(until: until, in: own == .redis ? .mongo : .redis)
            #expect(try await store.publish(item("p1"), permit: foreign) == [.late])
            #expect(try await store.publish(item("p1"), permit: .new(until: until, in: own)) == [.queued])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `one publisher at a time holds the lease`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.store.holdPublisherLease("a", for: store.client))
            #expect(try await store.store.holdPublisherLease("a", for: store.client), "renewed")
            #expect(try await !store.other.holdPublisherLease("b", for: store.client))
            #expect(try await store.publish(item("p1"), permit: .publisher(name: "b")) == [.late])
            #expect(try await store.publish(item("p1"), permit: .publisher(name: "a")) == [.queued])
            try await store.other.endPublisherLease("b", for: store.client)
            #expect(try await store.publish(item("p2"), permit: .publisher(name: "a")) == [.queued], "not b's to end")
            try await store.store.endPublisherLease("a", for: store.client)
            #expect(try await store.publish(item("p3"), permit: .publisher(name: "a")) == [.late])
            #expect(try await store.other.holdPublisherLease("b", for: store.client))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a lease that lapsed is refused for good`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.store.holdPublisherLease("a", for: store.client))
            try await store.letPass(.seconds(11))
            #expect(try await store.publish(item("p1"), permit: .publisher(name: "a")) == [.late])
            #expect(try await !store.store.holdPublisherLease("a", for: store.client))
            #expect(try await store.store.holdPublisherLease("b", for: store.client))
            #expect(try await store.publish(item("p1"), permit: .publisher(name: "a")) == [.late])
            #expect(try await store.publish(item("p1"), permit: .publisher(name: "b")) == [.queued])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a lease that lapsed is ended by nobody else`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.store.holdPublisherLease("first", for: store.client))
            try await store.letPass(.seconds(11))
            try await store.other.endPublisherLease("second", for: store.client)
            #expect(try await !store.store.holdPublisherLease("first", for: store.client), "still refused")
            #expect(try await store.other.holdPublisherLease("second", for: store.client))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was decided under the lease is not put into line again`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("p1"))
            _ = try await store.claim("ann")
            #expect(try await store.store.holdPublisherLease("a", for: store.client))
            try await store.decide("p1", by: "ann")
            let answers = try await store.publish(
                item("p1"),
                item("p1", round: 2),
                permit: .publisher(name: "a")
            )
            #expect(answers == [.settled, .queued])
            try await store.withdraw("p1", upTo: 2)
            try await store.store.endPublisherLease("a", for: store.client)
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what a publisher who died left is gone after the next decision`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("p1"), item("p2", due: 1))
            _ = try await store.claim("ann", 2)
            #expect(try await store.store.holdPublisherLease("a", for: store.client))
            try await store.decide("p1", by: "ann")
            try await store.letPass(.seconds(11))
            try await store.decide("p2", by: "ann")
            try await store.expectNothingLeft()
            #expect(try await !store.store.holdPublisherLease("a", for: store.client), "still refused")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a newer round takes the place of an older one that waits or is held`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("held"), item("waits", due: 1))
            _ = try await store.claim("ann")
            #expect(try await store.publish(item("held", round: 2), item("waits", round: 2)) == [.queued, .queued])
            try await store.expectSound()
            #expect(try await store.look("held")?.round == 2)
            #expect(try await store.look("held")?.claim == nil)
            #expect(try await store.claim("ben", 10).items.map(\.item.round) == [2, 2])
            #expect(try await store.publish(item("held", round: 1)) == [.present])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a newer round may be in another queue`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let other = try QueueName("other")
            try await store.publish(item("p1"), item("p2", due: 1))
            _ = try await store.claim("ann")
            let answers = try await store.publish(
                item("p1", round: 2, queue: other),
                item("p2", round: 2, queue: other, priority: .low)
            )
            #expect(answers == [.queued, .queued])
            #expect(try await store.store.queues(of: store.client) == [other])
            #expect(try await store.claimed("ben", 10, from: other).count == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a newer round waits until the decision on the older one is settled`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("p1"))
            _ = try await store.claim("ann")
            try await store.beginAllowed("p1", by: "ann")
            #expect(try await store.publish(item("p1", round: 2)) == [.late])
            try await store.acknowledge("p1")
            #expect(try await store.results() == 1)
            #expect(try await store.publish(item("p1", round: 2)) == [.queued])
        }
    }
}
