import Synchronization

/// The claim store in memory: the reference model that the real stores are compared with.
///
/// It says what should hold in the plainest way: one list of items for each client, a whole pass over it for each call,
/// and a clock that only moves when told. Whether it is used from one server or from many makes no difference to it.
package final class MemoryClaims: ClaimStore, BoundedLine {
    private let clients = Mutex<[ClientID: MemoryQueue]>([:])
    private let clock: ManualClock
    private let looksForResults: Bool
    private let text: @Sendable (Decision) -> String

    /// - Parameters:
    ///   - looksForResults: whether a decision of an earlier epoch is looked for among the results that are there, as in Redis,
    ///     or goes out again.
    ///   - text: how a decision is written in `results`.
    package init(
        clock: ManualClock = ManualClock(),
        looksForResults: Bool = true,
        text: @escaping @Sendable (Decision) -> String = { $0.id }
    ) {
        self.clock = clock
        self.looksForResults = looksForResults
        self.text = text
    }

    /// Another store in the same state, with a clock of its own: what is done to one does not show in the other.
    package func copied() -> MemoryClaims {
        let copy = MemoryClaims(
            clock: ManualClock(startingAt: clock.now),
            looksForResults: looksForResults,
            text: text
        )
        let known = clients.withLock { $0 }
        copy.clients.withLock { $0 = known }
        return copy
    }

    /// All that it knows of a client, and its clock.
    package func state(of client: Client) -> (queue: MemoryQueue, now: Timestamp) {
        look(client) { queue, now in (queue, now) }
    }

    /// Moves the clock.
    package func advance(by duration: Duration) { clock.advance(by: duration) }

    /// Loses all data of a client, as an emptied Redis does, and goes on in the next epoch.
    package func loseData(of client: ClientID) {
        clients.withLock { clients in
            let known = clients[client] ?? MemoryQueue(epoch: Self.firstEpoch)
            clients[client] = MemoryQueue(epoch: known.epoch + 1, luggage: known.luggage)
        }
    }

    private static let firstEpoch: Int64 = 1

    /// What a call does: nothing, where the line is closed.
    func change<Result>(
        _ client: Client,
        _ body: (inout MemoryQueue, Timestamp) -> Result
    ) throws(StoreFailure) -> Result {
        let result: Result? = look(client) { queue, now in queue.isClosed ? nil : body(&queue, now) }
        guard let result else { throw StoreFailure.moved(client.id, from: .redis) }
        return result
    }

    func look<Result>(_ client: Client, _ body: (inout MemoryQueue, Timestamp) -> Result) -> Result {
        let now = clock.now
        return clients.withLock { body(&$0[client.id, default: MemoryQueue(epoch: Self.firstEpoch)], now) }
    }

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        .new(until: clock.now + Recovery.permitForNewItems)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        try change(client) { queue, now in queue.holdPublisherLease(name, now: now) }
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        try change(client) { queue, now in queue.endPublisherLease(name, now: now) }
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        try change(client) { queue, now in
            items.map { queue.publish($0, permit: permit, most: client.settings.maxQueued, now: now) }
        }
    }

    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        try change(request.client) { queue, now in queue.claim(request, now: now) }
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        try change(client) { queue, _ in queue.unclaim(post, generation: generation) }
    }

    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try change(client) { queue, now in
            queue.beginDecision(on: post, by: moderator, naming: claim, now: now)
        }
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try change(client) { queue, now in queue.resumeDecision(on: post, by: moderator, under: lost, now: now) }
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try change(client) { queue, now in queue.acknowledge(stored, now: now, looksForResults: looksForResults) }
    }

    package func reopen(
        _ post: PostID,
        token: Generation,
        for client: Client
    ) async throws(StoreFailure) {
        try change(client) { queue, _ in queue.reopen(post, token: token) }
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        try change(client) { queue, _ in queue.withdraw(post, upTo: round) }
    }

    package func expire(
        _ name: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        try change(client) { queue, now in queue.expire(name, settings: client.settings, now: now) }
    }

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        try change(client) { queue, _ in queue.names }
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        try change(client) { queue, _ in queue.rounds(of: posts) }
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try change(client) { queue, now in queue.look(at: post, now: now) }
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try change(client) { queue, now in queue.stats(now: now) }
    }

    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        try change(client) { queue, _ in queue.results(after: cursor, limit: limit, text: text) }
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try change(client) { queue, _ in queue.epoch }
    }
}
