import ClaimFixtures
import Moderation
import RedisClaims
import Synchronization
import Testing

/// Several servers notice at once that Redis does not know a client.
@Suite struct OpeningTests {
    @Test func `the slower server joins the epoch that the faster one opened`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            // The faster one opens while the slower one, which has found Redis empty, asks the record.
            let records = InterruptedRecords(store.records, at: 2) {
                try await store.publish(item("p"))
                _ = try await store.claimOne("ann")
            }
            let slower = RedisClaims(connection: try #require(store.redis), records: records)
            #expect(try await slower.epoch(of: store.client) == 2)
            // One more would fence off ann's claim.
            #expect(try await store.records.epoch(of: store.client.id) == 2)
            try await store.beginAllowed("p", by: "ann")
        }
    }

    @Test func `what one loop knows no other asks the record for`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let known = KnownEpochs()
            let redis = try #require(store.redis)
            let first = RedisClaims(connection: redis, records: store.records, known: known)
            let epoch = try await first.epoch(of: store.client)
            try await store.publish(item("p"))
            let absent = InterruptedRecords(store.records, at: 1) { throw Unexpected("the record is away") }
            let second = RedisClaims(connection: redis, records: absent, known: known)
            let request = ClaimRequest(client: store.client, moderator: try ModeratorName("ann"))
            #expect(try await second.claim(request).items.count == 1)
            #expect(try await second.epoch(of: store.client) == epoch)
        }
    }
}

/// Lets something happen at one of the times that the epoch is asked for, just before the answer.
private final class InterruptedRecords: LineRecords {
    private let records: EpochRecords
    private let turn: Int
    private let interruption: @Sendable () async throws -> Void
    private let asked = Mutex(0)

    init(_ records: EpochRecords, at turn: Int, _ interruption: @escaping @Sendable () async throws -> Void) {
        self.records = records
        self.turn = turn
        self.interruption = interruption
    }

    func now() async throws(StoreFailure) -> Timestamp { try await records.now() }

    func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        let isTurn = asked.withLock { asked in
            asked += 1
            return asked == turn
        }
        do {
            if isTurn { try await interruption() }
        } catch {
            throw StoreFailure("\(error)")
        }
        return try await records.place(of: client)
    }

    func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        try await records.move(client, from: place, to: next)
    }

    func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        try await records.requeue(posts, epoch: epoch, client: client)
    }

    func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        await records.markQueued(rounds, epoch: epoch, client: client)
    }

    func markLost(_ posts: [PostID], client: ClientID) async {
        await records.markLost(posts, client: client)
    }
}
