import ClaimFixtures
import Moderation
import RedisClient
import TestSupport
import Testing

/// What somebody, or a failover, does to Redis behind the store's back.
@Suite struct DamageTests {
    /// Runs `body` with a store on Redis and the connection to break it by.
    private func withRedis(
        isSound: Bool = true,
        _ body: (StoreUnderTest, RedisConnection) async throws -> Void
    ) async throws {
        try await StoreUnderTest.with(.redis, isSound: isSound) { store async throws in
            try await body(store, try #require(store.redis))
        }
    }

    @Test func `scripts that Redis forgot are loaded again`() async throws {
        let redis = try await PrivateRedis.start()
        try await StoreUnderTest.with(.redis, url: redis.url) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            for step in 0..<4 {
                _ = try await store.redis?.send(["SCRIPT", "FLUSH"])
                switch step {
                case 0: #expect(try await store.claimed("ann", on: 1) == ["a"])
                case 1: try await store.beginAllowed("a", by: "ann")
                case 2: try await store.acknowledge("a")
                default: #expect(try await store.publish(item("b")) == [.queued])
                }
            }
        }
    }

    @Test func `an emptied Redis is served in a new epoch, above all earlier generations`() async throws {
        let redis = try await PrivateRedis.start()
        try await StoreUnderTest.with(.redis, url: redis.url) { store async throws in
            try await store.publish(item("a"))
            let before = try await store.claimOne("ann")
            _ = try await store.redis?.send(["FLUSHALL"])
            try await store.publish(item("a"))
            let after = try await store.claim("ben", on: 1).items.map(\.claim.generation)
            #expect(after.count == 1)
            #expect(after.allSatisfy { $0 > before.generation })
            let start = try await store.begin("a", by: "ann", naming: .generation(before.generation))
            guard case .notClaimed(let holder) = start else { throw Unexpected("ann: \(start)") }
            #expect(holder?.moderator.description == "ben")
        }
    }

    @Test func `a Redis that came back with older data gives out no generation twice`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(item("a"), item("b", due: 1))
            let epoch = try await store.store.epoch(of: store.client)
            let given = try await store.claimOne("ann").generation
            // As a snapshot from the epoch before has it.
            let older = Generation.floor(ofEpoch: epoch - 1).number + 7
            _ = try await redis.send(["HSET", store.keys.state, "epoch", "\(epoch - 1)", "generation", "\(older)"])
            // What is there may have been decided since: it is put into line again by whoever knows what is pending.
            #expect(try await store.claimed("ben") == [])
            try await store.publish(item("b"))
            let next = try await store.claimOne("ben").generation
            #expect(next > given)
            #expect(next > Generation.floor(ofEpoch: epoch + 1))
        }
    }

    @Test(arguments: [
        ("epoch", "-9223372036854775808@x"), ("epoch", "9223372036854775807@x"), ("epoch", "x"), ("epoch", "@"),
        ("epoch", "1e300@x"), ("epoch", "-2097152@x"), ("generation", "9007199254740993"), ("generation", "-1"),
        ("generation", "inf"), ("generation", "9223372036854775807"), ("lost_at", "1e300"), ("losses", "-inf"),
        ("publisher_until", "1e300"), ("adopted", "x"),
    ])
    func `a number that nobody wrote lets the line begin anew, and what was claimed stays`(
        field: String,
        value: String
    ) async throws {
        try await withRedis(isSound: false) { store, redis async throws in
            store.records.keep([try item("a"), try item("b", due: 1)], of: store.client.id)
            try await store.publish(item("a"), item("b", due: 1))
            let given = try await store.claimOne("ann")
            _ = try await redis.send(["HSET", store.keys.state, field, value])
            #expect(try await store.claim("ann").items.first?.claim.generation == given.generation)
            try await store.publish(item("b", due: 1))
            let next = try await store.claimOne("ben")
            #expect(next.generation > given.generation)
        }
    }

    @Test(arguments: ["inf", "-inf", "1e300", "-1e300", "9223372036854775807"])
    func `a deadline that nobody wrote ends no server`(score: String) async throws {
        try await withRedis(isSound: false) { store, redis async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claimOne("ann")
            _ = try await redis.send(["ZADD", store.keys.deadlines(), score, "a"])
            _ = try await redis.send(["ZADD", store.keys.waiting(), score, "b"])
            _ = try? await store.store.expire(.default, of: store.client)
            _ = try? await store.claim("ben")
            _ = try? await store.store.stats(of: store.client)
        }
    }

    @Test func `a group that was destroyed is made again, and each item is still handed out once`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(try (0..<6).map { try item("p\($0)", due: Int64($0)) })
            #expect(try await store.claimed("ann", 2) == ["p0", "p1"])
            _ = try await redis.send(["XGROUP", "DESTROY", store.keys.stream(), "moderators"])
            #expect(try await store.claimed("ann", 2) == ["p0", "p1"])
            #expect(try await store.claimed("ben", 4) == ["p2", "p3", "p4", "p5"])
            #expect(try await store.claimed("cyn", 4) == [])
            for (post, moderator) in [("p0", "ann"), ("p1", "ann"), ("p2", "ben"), ("p3", "ben")] {
                try await store.decide(post, by: moderator)
            }
            for post in ["p4", "p5"] { try await store.withdraw(post) }
            try await store.expectNothingLeft()
        }
    }

    @Test func `who let a claim expire decides although the group is gone`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            _ = try await redis.send(["XGROUP", "DESTROY", store.keys.stream(), "moderators"])
            try await store.decide("a", by: "ann")
            try await store.expectNothingLeft()
        }
    }

    @Test func `an item whose entry is gone is reported, dropped and can be published again`() async throws {
        try await withRedis { store, redis async throws in
            let other = try QueueName("other")
            for priority in [Priority.normal, .low] {
                try await store.publish(item("a", queue: other, priority: priority))
                let stream = store.keys.stream("other", priority.rawValue)
                for id in try await redis.entries(stream).ids { _ = try await redis.send(["XDEL", stream, id]) }
                let set = try await store.claim("ann", 5, from: other)
                #expect(set.items == [])
                #expect(set.queue.ready == 0)
                #expect(store.records.reportedLost.last?.description == "a")
                try await store.expectNothingLeft()
                #expect(try await store.publish(item("a", queue: other)) == [.queued])
                #expect(try await store.claimed("ann", from: other) == ["a"])
                try await store.decide("a", by: "ann")
            }
        }
    }

    @Test func `of many items whose entries are gone the sound ones are handed out`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(try (0..<20).map { try item("p\($0)", due: Int64($0)) })
            let ids = try await redis.entries(store.keys.stream()).ids
            for id in ids.enumerated() where id.offset % 2 == 0 {
                _ = try await redis.send(["XDEL", store.keys.stream(), id.element])
            }
            let posts = try await store.claimed("ann", 10)
            #expect(posts == (0..<10).map { "p\($0 * 2 + 1)" })
            #expect(store.records.reportedLost.count == 10)
        }
    }

    @Test func `held items whose entries are gone are shown and decided as the record has them`() async throws {
        try await withRedis(isSound: false) { store, redis async throws in
            let items = [try item("a"), try item("b", due: 1)]
            for item in items { try await store.publish(item) }
            store.records.keep(items, of: store.client.id)
            #expect(try await store.claimed("ann", 2) == ["a", "b"])
            for id in try await redis.entries(store.keys.stream()).ids {
                _ = try await redis.send(["XDEL", store.keys.stream(), id])
            }
            #expect(try await store.claimed("ann", 5) == ["a", "b"])
            #expect(try await store.claimed("ben", 5) == [])
            try await store.decide("a", by: "ann")
            try await store.letPass(.seconds(301))
            #expect(try await store.claimed("ben", 5) == ["b"])
        }
    }

    @Test func `a place in line without an item holds nobody up`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await redis.send(["HDEL", store.keys.items, "a"])
            #expect(try await store.claimed("ann", 5) == ["b"])
            #expect(store.records.reportedLost.map(\.description) == ["a"])
            #expect(try await store.publish(item("a")) == [.queued])
            #expect(try await store.claimed("ben", 5) == ["a"])
            // The first entry of `a` is left; it went by when `b` was taken.
        }
    }

    @Test func `a stream that was deleted is made again`() async throws {
        try await withRedis { store, redis async throws in
            try await store.publish(item("a"))
            _ = try await redis.send(["DEL", store.keys.stream()])
            #expect(try await store.claimed("ann") == [])
            #expect(try await store.publish(item("a")) == [.queued])
            #expect(try await store.claimed("ann") == ["a"])
        }
    }

    @Test func `two servers that find Redis empty at once agree on one epoch`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            for _ in 0..<5 {
                try await store.loseData()
                async let first = store.store.epoch(of: store.client)
                async let second = store.other.epoch(of: store.client)
                let epochs = try await [first, second]
                let now = try await store.store.epoch(of: store.client)
                #expect(epochs.allSatisfy { $0 <= now })
                #expect(try await store.other.epoch(of: store.client) == now)
            }
        }
    }
}
