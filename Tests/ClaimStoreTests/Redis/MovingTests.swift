import ClaimFixtures
import Moderation
import RedisClaims
import RedisClient
import Testing

/// A client that is served elsewhere from some epoch on, or comes back.
@Suite struct MovingTests {
    private static func movedAway(_ client: Client, since epoch: Int64 = 2) -> Client {
        Client(id: client.id, settings: client.settings, servedSince: epoch)
    }

    @Test func `whoever comes back is served in no epoch from before`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            try await store.publish(item("p"))
            _ = try await store.store.epoch(of: store.client)
            // Away and back again, unseen by this server.
            let since = store.records.serveAnew(store.client.id)
            let back = Self.movedAway(store.client, since: since)
            for server in store.servers { #expect(try await server.epoch(of: back) > since) }
        }
    }

    @Test func `what was left hands out nothing, and only results stay`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            for post in ["a", "b", "c"] { try await store.publish(item(post)) }
            try await store.publish(item("d", queue: QueueName("spam")))
            _ = try await store.claimOne("ann")
            let redis = try #require(store.redis)
            _ = try await redis.send(["XADD", store.keys.results, "*", "decision", "{}"])
            let left = RedisClaims(connection: redis, records: store.records)
            _ = try await left.epoch(of: store.client)

            let since = store.records.serveAnew(store.client.id)
            for _ in 1...2 {
                _ = try await left.close(store.client, before: since)
                try await left.clear(store.client, before: since)
            }
            let names = [store.keys.state, store.keys.results].sorted()
            #expect(try await redis.texts(["KEYS", store.keys.pattern]).sorted() == names)
            // A server that has not heard of it.
            let request = ClaimRequest(client: store.client, moderator: try ModeratorName("ben"))
            let moved = StoreFailure.moved(store.client.id, from: .redis)
            await #expect(throws: moved) { try await left.claim(request) }
            await #expect(throws: moved) { try await left.stats(of: store.client) }
            #expect(try await redis.texts(["KEYS", store.keys.pattern]).sorted() == names)
        }
    }

    @Test func `whoever has come back is not sent away by one who is late`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let redis = try #require(store.redis)
            let claims = RedisClaims(connection: redis, records: store.records)
            let since = try await claims.epoch(of: store.client)
            try await store.publish(item("p"))
            #expect(try await claims.close(store.client, before: since) == nil)
            try await claims.clear(store.client, before: since)
            _ = try await store.claimOne("ann")
            try await store.beginAllowed("p", by: "ann")
        }
    }
}
