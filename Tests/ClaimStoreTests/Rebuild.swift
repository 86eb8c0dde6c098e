import ClaimFixtures
import Moderation
import ModerationJSON
import TestSupport
import Testing

/// What goes on with a client's posts in a store, what the record and the journal have of it, and another store that knows
/// nothing: the same one behind a loss, or the one to which the line moves.
struct Rebuild: Sendable {
    let before: StoreUnderTest
    let after: StoreUnderTest
    let records: MemoryRecords
    let clock: ManualClock
    private let journal = MemoryJournal { $0.text }

    /// Where a line is, and where it goes on.
    struct Way: CustomTestStringConvertible, Sendable {
        let from: StoreKind
        let to: StoreKind

        var testDescription: String { from == to ? "\(from) behind a loss" : "\(from) to \(to)" }

        /// Of the stores that read what the journal writes.
        static let all = [StoreKind.line, .redis, .mongo].flatMap { from in
            [StoreKind.line, .redis, .mongo].map { Way(from: from, to: $0) }
        }
    }

    static func with(
        _ way: Way,
        settings: ClientSettings = .forTest,
        _ body: (Rebuild) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let records = MemoryRecords(clock: clock)
        try await StoreUnderTest.with(way.from, settings: settings) { before async throws in
            guard way.from != way.to else {
                try await body(Rebuild(before: before, after: before, records: records, clock: clock))
                return
            }
            try await StoreUnderTest.with(way.to, settings: settings, of: before.client) { after async throws in
                try await body(Rebuild(before: before, after: after, records: records, clock: clock))
            }
        }
    }

    private init(before: StoreUnderTest, after: StoreUnderTest, records: MemoryRecords, clock: ManualClock) {
        self.before = before
        self.after = after
        self.records = records
        self.clock = clock
    }

    private var client: Client { before.client }

    private func recovery(_ store: StoreUnderTest) -> Recovery {
        Recovery(claims: store.store, records: records, journal: journal)
    }

    /// Records a post and puts it into line, as an ingest does.
    func ingest(_ post: String, version: String? = nil, into store: StoreUnderTest) async throws {
        clock.advance(by: .milliseconds(1))
        let verdict = VerdictRecord(post: try PostID(post), verdict: .manualReview, contentVersion: version)
        guard case .stored(_, _, let item?) = try await records.record([verdict], for: client)[0] else {
            throw Unexpected("\(post) is no new item")
        }
        for place in [before, after] { place.record([item]) }
        #expect(try await store.publish(item) == [.queued])
        let epoch = try await store.store.epoch(of: client)
        await records.markQueued([item].rounds, epoch: epoch, client: client.id)
    }

    /// Claims one post, which is written down.
    @discardableResult
    func claim(
        _ moderator: String,
        from queue: QueueName = .default,
        in store: StoreUnderTest
    ) async throws -> ClaimedItem? {
        let set = try await store.claim(moderator, from: queue)
        journal.add(set.events, of: client.id)
        return set.items.first
    }

    @discardableResult
    func release(
        _ post: String,
        by moderator: String,
        isSupervisor: Bool = false,
        in store: StoreUnderTest
    ) async throws -> HeldItem {
        let desk = ClaimDesk(claims: store.store, records: records, journal: journal, naming: PlainNaming())
        return try await desk.release(
            ClaimChange(
                client: client,
                post: try PostID(post),
                moderator: try ModeratorName(moderator),
                claimID: nil,
                isSupervisor: isSupervisor
            )
        )
    }

    /// Lets claims expire, and has that found.
    func expire(in store: StoreUnderTest) async throws -> [EndedClaim] {
        try await store.letPass(.seconds(301))
        return try await recovery(store).settle(client)
    }

    func note(_ event: ItemEvent) { journal.add([event], of: client.id) }

    /// The line is lost, or goes on elsewhere, and what is pending is put into it again.
    ///
    /// - Parameter first: what happens before that.
    /// - Returns: how many items were.
    func goOn(after first: () async throws -> Void = {}) async throws -> Int {
        // A store that the line moves to begins in a later epoch than the one that it leaves.
        let left = try await before.store.epoch(of: client)
        for _ in 0..<4 {
            try await after.loseData()
            _ = try await after.store.stats(of: client)
            if try await after.store.epoch(of: client) > left { break }
        }
        try await first()
        return try await recover()
    }

    /// As each server does again and again.
    func recover() async throws -> Int {
        clock.advance(by: .seconds(11))
        return try await recovery(after).queueStrays(client, as: uniqueName("r"))
    }

    /// Whether the line says that it may lack what waits.
    func isBeingFilled() async throws -> Bool { try await after.store.isBeingFilled(client) }

    /// Brings back what is on the shelf.
    func refill() async throws -> Int {
        let claims = after.servers[0]
        return try await LineKeeper(claims: claims, records: records).refill(client, as: uniqueName("k"))
    }
}
