import Moderation
import Testing

/// What the bounds keep out waits in the record, and comes back earliest due first.
@Suite struct LineKeeperTests {
    /// Both stores in memory, and a client whose claim store holds few items.
    private struct Shop {
        let clock = ManualClock()
        let claims: MemoryClaims
        let records: MemoryRecords
        let keeper: LineKeeper
        var client: Client
        private var calls = 0

        init(most: Int, ttl: Duration = .seconds(86_400)) throws {
            claims = MemoryClaims(clock: clock)
            records = MemoryRecords(clock: clock)
            keeper = LineKeeper(claims: claims, records: records)
            client = Client(id: try ClientID("acme"))
            client.settings.maxQueued = most
            client.settings.itemTTL = ttl
            client.settings.maxClaims = 100
        }

        /// As an ingest does.
        @discardableResult
        func ingest(
            _ post: String,
            queue: QueueName = .default,
            priority: Priority = .normal
        ) async throws -> PublishAnswer {
            clock.advance(by: .milliseconds(1))
            let verdict = VerdictRecord(
                post: try PostID(post),
                verdict: .manualReview,
                queue: queue,
                priority: priority
            )
            let permit = try await claims.permitForNewItems(of: client)
            guard case .stored(_, _, let item?) = try await records.record([verdict], for: client)[0] else {
                throw StoreFailure("\(post) is no new item")
            }
            let answer = try await claims.publish([item], for: client, permit: permit)[0]
            if answer == .full {
                try await records.shelve([item.post], client: client.id)
            } else {
                await records.markQueued([item].rounds, epoch: try await claims.epoch(of: client), client: client.id)
            }
            return answer
        }

        mutating func refill() async throws -> Int {
            calls += 1
            return try await keeper.refill(client, as: "refill-\(calls)")
        }

        mutating func shelveOverstayed() async throws -> Int {
            calls += 1
            return try await keeper.shelveOverstayed(client, as: "shelve-\(calls)")
        }

        func claimed(_ limit: Int, by moderator: String = "ann", from queue: QueueName = .default) async throws
            -> [String]
        {
            let name = try ModeratorName(moderator)
            return try await claims.claim(
                ClaimRequest(client: client, moderator: name, queue: queue, limit: limit)
            ).items.map(\.item.post.description)
        }

        func decide(_ post: String, by moderator: String = "ann") async throws {
            let post = try PostID(post)
            let start = try await claims.beginDecision(
                on: post,
                by: ModeratorName(moderator),
                naming: .any,
                for: client
            )
            guard case .deciding(let round, let generation, _, let epoch) = start else {
                throw StoreFailure("\(start)")
            }
            let write = DecisionWrite(
                id: "d",
                post: post,
                round: round,
                outcome: .approved,
                moderator: try ModeratorName(moderator),
                claimID: "c",
                generation: generation,
                epoch: epoch,
                details: DecisionDetails()
            )
            guard let stored = try await records.decide(write, for: client.id) else { throw StoreFailure("refused") }
            try await claims.acknowledge(stored, for: client)
        }

        var shelf: [String] {
            get async throws {
                var posts: [String] = []
                for state in try await records.shelf(of: client.id) {
                    posts += try await records.shelved(in: state.queue, limit: 1_000, client: client.id)
                        .map(\.post.description)
                }
                return posts
            }
        }
    }

    @Test func `what is due before others comes forward at once, and only then`() async throws {
        let shop = try Shop(most: 3)
        for post in ["a", "b", "c", "d"] { try await shop.ingest(post) }
        #expect(try await shop.shelf == ["d"])
        #expect(try await shop.ingest("u", priority: .urgent) == .full)
        let late = try #require(try await shop.records.load(PostID("d"), of: shop.client.id)).item
        try await shop.keeper.bringForward([late], of: shop.client)
        #expect(Set(try await shop.shelf) == ["d", "u"], "d is due last")
        let urgent = try #require(try await shop.records.load(PostID("u"), of: shop.client.id)).item
        try await shop.keeper.bringForward([late, urgent], of: shop.client)
        #expect(try await shop.shelf == ["c", "d"])
        #expect(try await shop.claimed(5) == ["u", "a", "b"])
    }

    @Test func `what is due before others waits for another publisher for a moment`() async throws {
        let shop = try Shop(most: 1)
        try await shop.ingest("a")
        try await shop.ingest("u", priority: .urgent)
        let urgent = try #require(try await shop.records.load(PostID("u"), of: shop.client.id)).item
        #expect(try await shop.claims.holdPublisherLease("other", for: shop.client))
        async let forward: Void = shop.keeper.bringForward([urgent], of: shop.client)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await shop.shelf == ["u"])
        try await shop.claims.endPublisherLease("other", for: shop.client)
        try await forward
        #expect(try await shop.claimed(5) == ["u"])
    }

    @Test func `all comes through a window of three, in due order`() async throws {
        var shop = try Shop(most: 3)
        for number in 0..<20 { try await shop.ingest("p\(number)") }
        #expect(try await shop.shelf == (3..<20).map { "p\($0)" })
        #expect(try await shop.refill() == 0, "there is no room")
        var order: [String] = []
        while let next = try await shop.claimed(1).first {
            order.append(next)
            try await shop.decide(next)
            _ = try await shop.refill()
        }
        #expect(order == (0..<20).map { "p\($0)" })
        #expect(try await shop.shelf == [])
    }

    @Test func `what is due earlier takes the place of what is due last`() async throws {
        var shop = try Shop(most: 3)
        for number in 0..<3 { try await shop.ingest("low\(number)", priority: .low) }
        #expect(try await shop.ingest("urgent", priority: .urgent) == .full)
        #expect(try await shop.refill() == 1)
        #expect(try await shop.shelf == ["low2"])
        #expect(try await shop.claimed(1) == ["urgent"])
        #expect(try await shop.refill() == 0, "and nothing goes to and fro")
    }

    @Test func `a queue without a place is given a share of the longest one`() async throws {
        var shop = try Shop(most: 8)
        let other = try QueueName("other")
        for number in 0..<8 { try await shop.ingest("p\(number)") }
        for number in 0..<8 { #expect(try await shop.ingest("o\(number)", queue: other, priority: .low) == .full) }
        #expect(try await shop.refill() > 0)
        #expect(try await shop.claimed(1, by: "ben", from: other) == ["o0"])
        let shelf = try await shop.shelf
        for _ in 0..<3 { _ = try await shop.refill() }
        #expect(try await shop.shelf == shelf, "and nothing goes to and fro")
        #expect(try await shop.claimed(1) == ["p0"], "the front of the long one stays")
    }

    @Test func `what waits for too long leaves, unless it is claimed, and comes back as it was`() async throws {
        var shop = try Shop(most: 100, ttl: .seconds(60))
        for number in 0..<4 { try await shop.ingest("p\(number)") }
        let held = try await shop.claimed(1)
        #expect(held == ["p0"])
        #expect(try await shop.shelveOverstayed() == 0)
        shop.clock.advance(by: .seconds(61))
        #expect(try await shop.shelveOverstayed() == 3)
        #expect(try await shop.shelf == ["p1", "p2", "p3"])
        #expect(try await shop.claimed(1, by: "ben") == [])
        #expect(try await shop.claimed(1) == ["p0"])
        #expect(try await shop.refill() == 3)
        #expect(try await shop.shelf == [])
        #expect(try await shop.claimed(9, by: "ben") == ["p1", "p2", "p3"])
    }

    @Test func `what is on the shelf and in line all the same is found present, and not lost`() async throws {
        var shop = try Shop(most: 100)
        try await shop.ingest("a")
        // A server noted that it lets go of it, and died before it did.
        try await shop.records.shelve([PostID("a")], client: shop.client.id)
        #expect(try await shop.refill() == 0)
        #expect(try await shop.shelf == [])
        #expect(try await shop.claimed(1) == ["a"])
    }

    @Test func `what is decided or withdrawn on the shelf does not come back`() async throws {
        var shop = try Shop(most: 1)
        try await shop.ingest("a")
        try await shop.ingest("b")
        #expect(try await shop.records.withdraw(PostID("b"), client: shop.client.id) == .withdrawn(round: 1))
        #expect(try await shop.claimed(1) == ["a"])
        try await shop.decide("a")
        #expect(try await shop.refill() == 0)
        #expect(try await shop.shelf == [])
    }

    @Test func `a newer version leaves the shelf to itself`() async throws {
        var shop = try Shop(most: 1)
        try await shop.ingest("a")
        try await shop.ingest("b")
        let newer = VerdictRecord(post: try PostID("b"), verdict: .manualReview, contentVersion: "2")
        _ = try await shop.records.record([newer], for: shop.client)
        #expect(try await shop.shelf == [], "its new round is in the hands of its ingest")
        #expect(try await shop.claimed(1) == ["a"])
        try await shop.decide("a")
        #expect(try await shop.refill() == 0)
    }
}
