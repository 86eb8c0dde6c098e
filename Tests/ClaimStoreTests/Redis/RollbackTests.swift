import ClaimFixtures
import Moderation
import ModerationJSON
import RedisClaims
import RedisClient
import Testing

/// A Redis that goes back to an earlier moment, and says that it is the same.
@Suite struct RollbackTests {
    enum Server: CaseIterable {
        case thatGaveItOut, justStarted
        /// It is asked again what was given out, and until then knows what another loop's store knew before.
        case thatStoodStill
    }

    @Test(arguments: Server.allCases)
    func `what was given out is given to nobody else, and under no generation that was told`(server: Server)
        async throws
    {
        try await StoreUnderTest.with(.redis) { store async throws in
            let redis = try #require(store.redis)
            let journal = MemoryJournal { $0.text }
            let known = KnownEpochs()
            func claims(_ known: KnownEpochs) -> RedisClaims {
                RedisClaims(connection: redis, records: store.records, known: known, journal: journal)
            }
            let first = claims(known)
            let bystander = KnownEpochs()
            let items = try [item("a"), item("b", due: 1)]
            store.records.keep(items, of: store.client.id)
            try await store.publish(items)
            #expect(try await claims(bystander).epoch(of: store.client) == 2)

            try await save(store, redis)
            let request = ClaimRequest(client: store.client, moderator: try ModeratorName("ann"))
            let told = try #require(try await first.claim(request).items.first)
            journal.add([claimed(told)], of: store.client.id)
            try await goBack(store, redis)

            if server == .thatStoodStill { bystander.askAgain() }
            let asked: RedisClaims =
                switch server {
                case .thatGaveItOut: first
                case .justStarted: claims(KnownEpochs())
                case .thatStoodStill: claims(bystander)
                }
            #expect(try await asked.epoch(of: store.client) == 3)
            let ben = try await asked.claim(ClaimRequest(client: store.client, moderator: try ModeratorName("ben")))
            #expect(
                !ben.items.contains { $0.item.post == told.item.post || $0.claim.generation <= told.claim.generation }
            )
            let ann = try await asked.claim(request).items.first
            #expect(ann?.claim.generation == told.claim.generation, "the claim stands, by what the journal has")
            try await forget(store, redis)
        }
    }

    private func claimed(_ item: ClaimedItem) -> ItemEvent {
        ItemEvent(
            post: item.item.post,
            kind: .claimed,
            at: item.claim.claimedAt,
            moderator: item.claim.moderator,
            round: item.item.round,
            generation: item.claim.generation,
            until: item.claim.expiresAt
        )
    }

    private func names(_ store: StoreUnderTest, _ redis: RedisConnection) async throws -> [String] {
        try await redis.texts(["KEYS", store.keys.pattern]).filter { !$0.hasPrefix("saved ") }
    }

    private func save(_ store: StoreUnderTest, _ redis: RedisConnection) async throws {
        for name in try await names(store, redis) { _ = try await redis.send(["COPY", name, "saved \(name)"]) }
    }

    private func goBack(_ store: StoreUnderTest, _ redis: RedisConnection) async throws {
        for name in try await names(store, redis) { _ = try await redis.send(["DEL", name]) }
        for saved in try await redis.texts(["KEYS", "saved \(store.keys.pattern)"]) {
            _ = try await redis.send(["COPY", saved, String(saved.dropFirst("saved ".count))])
        }
    }

    private func forget(_ store: StoreUnderTest, _ redis: RedisConnection) async throws {
        for saved in try await redis.texts(["KEYS", "saved \(store.keys.pattern)"]) {
            _ = try await redis.send(["DEL", saved])
        }
    }
}
