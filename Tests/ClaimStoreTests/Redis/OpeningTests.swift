import ClaimFixtures
import Moderation
import ModerationJSON
import RedisClaims
import RedisClient
import Synchronization
import TestSupport
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

    @Test func `servers that notice a loss together wait for one of them, which begins one epoch`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            try await store.publish(item("p"))
            let claim = try await store.claimOne("ann")
            store.records.keep([try item("p")], of: store.client.id)
            let journal = MemoryJournal { $0.text }
            journal.add(
                [ItemEvent(claimed: ClaimedItem(item: try item("p"), deliveries: 1, claim: claim, isNew: true))],
                of: store.client.id
            )
            let records = SlowRecords(store.records)
            let connections = try (0..<4).map { _ in
                try RedisConnection.forTest(TestEnvironment.redisURL, on: TestLoops.pair()[0])
            }
            let servers = connections.map { RedisClaims(connection: $0, records: records, journal: journal) }
            let lost = try await store.records.epoch(of: store.client.id)
            try await store.loseData()
            let epochs = try await withThrowingTaskGroup(of: Int64.self) { group in
                for (index, server) in servers.enumerated() {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(150 * index))
                        return try await server.epoch(of: store.client)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(epochs == Array(repeating: lost + 1, count: 4))
            #expect(records.timesFenced == 1, "nobody closed another one's work")
            #expect(try await store.claim("ann").items.map(\.claim) == [claim])
            for connection in connections { await connection.close() }
        }
    }

    @Test func `any size of claims is taken over`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let payload = Payload(content: "{\"text\":\"" + String(repeating: "x", count: 1 << 20) + "\"}")
            let items = try (0..<70).map { number in
                QueuedItem(
                    post: try PostID("p\(number)"),
                    round: 1,
                    queue: .default,
                    priority: .normal,
                    queuedAt: Timestamp(milliseconds: 1),
                    dueAt: Timestamp(milliseconds: Int64(number)),
                    payload: payload
                )
            }
            store.records.keep(items, of: store.client.id)
            for item in items { try await store.publish(item) }
            let journal = MemoryJournal { $0.text }
            for number in 0..<7 {
                journal.add(try await store.claim("m\(number)", 10).events, of: store.client.id)
            }
            let lost = try await store.records.epoch(of: store.client.id)
            try await store.loseData()
            let server = RedisClaims(
                connection: try #require(store.redis),
                records: store.records,
                journal: journal
            )
            #expect(try await server.epoch(of: store.client) == lost + 1)
            let stats = try await store.other.stats(of: store.client)
            #expect(stats.claimedBy.values.reduce(0, +) == 70)
            #expect(try await store.claim("m3", 10).items.allSatisfy { !$0.isNew && $0.item.payload == payload })
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

/// Takes its time to fence, counts how often that is asked, and gives the lease to one at a time.
private final class SlowRecords: LineRecords {
    private let records: EpochRecords
    private let fenced = Atomic(0)
    private let mover = Mutex<String?>(nil)

    init(_ records: EpochRecords) { self.records = records }

    var timesFenced: Int { fenced.load(ordering: .relaxed) }

    func now() async throws(StoreFailure) -> Timestamp { try await records.now() }

    func place(of client: ClientID) async throws(StoreFailure) -> LinePlace { try await records.place(of: client) }

    func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        try await records.move(client, from: place, to: next)
    }

    func holdMove(of client: ClientID, as name: String) async throws(StoreFailure) -> LinePlace? {
        let isHeld = mover.withLock { mover in
            if mover == nil { mover = name }
            return mover == name
        }
        return isHeld ? try await records.place(of: client) : nil
    }

    func endMove(of client: ClientID, as name: String) async {
        mover.withLock { if $0 == name { $0 = nil } }
    }

    func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        if epoch > 0 {
            fenced.add(1, ordering: .relaxed)
            try? await Task.sleep(for: .milliseconds(500))
        }
        return try await records.requeue(posts, epoch: epoch, client: client)
    }

    func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {}

    func markLost(_ posts: [PostID], client: ClientID) async {}
}
