import ClaimFixtures
import Lines
import Moderation
import ModerationJSON
import RedisClaims
import RedisClient
import TestSupport
import Testing

/// What is known of an item goes along when it changes its tier: each store reads what either wrote.
@Suite struct CarriedTests {
    private let post = PostID(stored: "a")
    private let ann = ModeratorName(stored: "ann")
    private let ben = ModeratorName(stored: "ben")
    private let dan = ModeratorName(stored: "dan")

    @Test func `an item comes back in either tier as it left the other`() async throws {
        let url = try TestEnvironment.redisURL
        let redis = try RedisConnection.forTest(url, on: TestLoops.pair()[0])
        do {
            let byRedis = try await carried(from: redis)
            let byLine = try await carried(from: nil)
            #expect(try Self.names(in: byRedis) == Self.names(in: byLine))
            for text in [byRedis, byLine] {
                try await expectBack(text, in: redis)
                try await expectBack(text, in: nil)
                let story = try Story(text: text)
                #expect(try Story(text: story.text) == story)
            }
        } catch {
            await redis.close()
            throw error
        }
        await redis.close()
    }

    /// Dan held the round before, Ann released this one, and Ben let it expire.
    private func carried(from redis: RedisConnection?) async throws -> String {
        let (store, client) = try Self.store(redis)
        try await publish(1, nil, store, client)
        try await claim(dan, 1, store, client)
        try await publish(2, nil, store, client)
        try await claim(ann, 1, store, client)
        _ = try await store.release(post, by: ann, naming: .any, anyones: false, for: client)
        try await claim(ben, 1, store, client)
        if let redis {
            try await TimeShift.letPass(.seconds(301), of: client.id.description, in: redis)
        } else {
            (store as? LineClaims)?.advance(by: .seconds(301))
        }
        #expect(try await store.expire(.default, of: client).ended.count == 1)
        #expect(try await store.holdPublisherLease("one", for: client))
        let shelved = try await store.shelve([(post, 2)], from: .default, of: client, publisher: "one")
        try await remove(client, redis)
        return try #require(shelved?.first?.carried)
    }

    private func expectBack(_ text: String, in redis: RedisConnection?) async throws {
        let (store, client) = try Self.store(redis)
        try await publish(2, text, store, client)
        #expect(try await store.look(at: post, for: client)?.deliveries == 2)
        try await claim(ann, 0, store, client)
        let replaced = try await store.beginDecision(on: post, by: dan, naming: .any, for: client)
        #expect(replaced == .superseded(round: 2, at: item(2, nil).queuedAt))
        let start = try await store.beginDecision(on: post, by: ben, naming: .any, for: client)
        guard case .deciding(2, let generation, _, _) = start else {
            Issue.record("Ben may not go on: \(start)")
            return
        }
        #expect(try Story(text: text).past.last?.claim.generation == generation)
        try await remove(client, redis)
    }

    private static func store(_ redis: RedisConnection?) throws -> (any ClaimStore & BoundedLine, Client) {
        let client = Client(id: try ClientID(uniqueName("c")))
        if let redis { return (RedisClaims(connection: redis, records: EpochRecords()), client) }
        return (LineClaims(), client)
    }

    private func remove(_ client: Client, _ redis: RedisConnection?) async throws {
        guard let redis else { return }
        let names = try await redis.texts(["KEYS", ClientKeys(client.id.description).pattern])
        if !names.isEmpty { _ = try await redis.send(["DEL"] + names) }
    }

    private func item(_ round: Int, _ carried: String?) -> QueuedItem {
        QueuedItem(
            post: post,
            round: round,
            queue: .default,
            priority: .high,
            queuedAt: Timestamp(milliseconds: 1_763_632_800_000),
            dueAt: Timestamp(milliseconds: 1_763_632_900_000),
            payload: Payload(),
            carried: carried
        )
    }

    private func publish(
        _ round: Int,
        _ carried: String?,
        _ store: any ClaimStore,
        _ client: Client
    ) async throws {
        let permit = try await store.permitForNewItems(of: client)
        #expect(try await store.publish([item(round, carried)], for: client, permit: permit) == [.queued])
    }

    private func claim(
        _ moderator: ModeratorName,
        _ expected: Int,
        _ store: any ClaimStore,
        _ client: Client
    ) async throws {
        let set = try await store.claim(ClaimRequest(client: client, moderator: moderator))
        #expect(set.items.count == expected)
    }

    /// Without what differs between two stores: times, and the epoch.
    private static func names(in text: String) throws -> [String] {
        let story = try Story(text: text)
        return ["x\(story.deliveries)", "e\(story.expiries)"]
            + story.past.map { "\($0.claim.moderator) \(count($0.claim.generation)) \($0.end)" }
            + story.released.map { "released by \($0)" }
            + story.replaced.map { "replaced \($0.moderator) \(count($0.generation))" }
    }

    private static func count(_ generation: Generation) -> Int64 {
        generation.number - Generation.floor(ofEpoch: generation.epoch).number
    }

    @Test(arguments: [
        "", "[]", #"{"deliveries":"2"}"#, #"{"deliveries":1.5}"#, #"{"released":[1]}"#, #"{"past":[{}]}"#,
        #"{"past":[{"moderator":"ann","generation":7,"claimed_at":1,"expires_at":2,"ended":"expired"}]}"#,
        #"{"past":[{"moderator":"ann","generation":"7","claimed_at":1,"expires_at":2,"ended":"lost"}]}"#,
        #"{"replaced":{"a":1}}"#,
    ])
    func `what no store writes is refused`(text: String) {
        #expect(throws: InvalidField.self) { try Story(text: text) }
    }

    /// An emptied list becomes an object in Lua, and whole numbers may be written like others.
    @Test func `Lua's spellings are understood`() throws {
        let story = try Story(text: #"{"deliveries":2.0,"expiries":1e0,"past":{},"released":[],"unknown":[1]}"#)
        #expect(story.deliveries == 2)
        #expect(story.expiries == 1)
        #expect(story.past == [])
        #expect(try Story(text: "{}") == Story())
    }
}
