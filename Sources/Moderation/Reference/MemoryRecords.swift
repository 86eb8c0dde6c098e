import Synchronization

/// The system of record in memory: the reference that the real one is compared with, and a stand-in in tests of what
/// happens between the two stores.
package final class MemoryRecords: ItemRecords {
    private let clients = Mutex<[ClientID: MemoryArchive]>([:])
    private let clock: ManualClock

    package init(clock: ManualClock = ManualClock()) { self.clock = clock }

    func change<Result>(_ client: ClientID, _ body: (inout MemoryArchive, Timestamp) -> Result) -> Result {
        let now = clock.now
        return clients.withLock { body(&$0[client, default: MemoryArchive()], now) }
    }

    package func record(
        _ verdicts: [VerdictRecord],
        for client: Client
    ) async throws(StoreFailure) -> [RecordAnswer] {
        change(client.id) { archive, now in
            verdicts.map { archive.record($0, settings: client.settings, now: now) }
        }
    }

    package func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        change(client) { archive, _ in archive.markQueued(rounds, epoch: epoch) }
    }

    package func markLost(_ posts: [PostID], client: ClientID) async {
        change(client) { archive, _ in archive.markLost(posts) }
    }

    package func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord? {
        change(client) { archive, _ in archive.load(post) }
    }

    package func decide(
        _ write: DecisionWrite,
        for client: ClientID
    ) async throws(StoreFailure) -> StoredDecision? {
        change(client) { archive, now in archive.decide(write, now: now) }
    }

    package func withdraw(_ post: PostID, client: ClientID) async throws(StoreFailure) -> WithdrawAnswer {
        change(client) { archive, now in archive.withdraw(post, now: now) }
    }

    package func ended(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [EndedRound] {
        change(client) { archive, now in Array(archive.ended(olderThan: age, now: now).prefix(limit)) }
    }

    package func markOut(_ ended: EndedRound, client: ClientID) async {
        change(client) { archive, _ in archive.markOut(ended) }
    }

    package func markPublished(_ post: PostID, round: Int, client: ClientID) async {
        change(client) { archive, _ in archive.markPublished(post, round: round) }
    }

    package func fence(
        _ post: PostID,
        round: Int,
        above generation: Generation,
        client: ClientID
    ) async throws(StoreFailure) -> FenceAnswer {
        change(client) { archive, _ in archive.fence(post, round: round, above: generation) }
    }

    package func unpublished(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [StoredDecision] {
        change(client) { archive, now in Array(archive.unpublished(olderThan: age, now: now).prefix(limit)) }
    }

    package func unqueued(
        before epoch: Int64,
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [PostID] {
        change(client) { archive, now in
            Array(archive.unqueued(before: epoch, olderThan: age, now: now).prefix(limit))
        }
    }

    package func outside(of epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueueName: Int] {
        change(client) { archive, now in archive.outside(of: epoch, now: now) }
    }

    package func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        change(client) { archive, _ in archive.requeue(posts, epoch: epoch) }
    }

    package func results(
        of client: Client,
        after cursor: ResultsCursor,
        limit: Int
    ) async throws(StoreFailure) -> ResultsPage {
        change(client.id) { archive, _ in ResultsPage(archive.results, after: cursor, limit: limit) }
    }

    package func logResults(of client: Client) async throws(StoreFailure) {}

    package func now() async throws(StoreFailure) -> Timestamp { clock.now }

    package func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        change(client) { archive, _ in archive.place }
    }

    package func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        change(client) { archive, _ in archive.move(from: place, to: next) }
    }
}
