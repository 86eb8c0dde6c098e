import Synchronization

/// The claim store in memory: the reference model that the real stores are compared with.
///
/// It keeps no order of its own beyond what the contract says, takes a whole pass over its items for each call, and
/// has a clock that only moves when told.
package final class MemoryClaims: ClaimStore {
    private let clients = Mutex<[ClientID: MemoryQueue]>([:])
    private let clock: Mutex<Timestamp>
    private let naming: any ClaimNaming

    package init(naming: any ClaimNaming, startingAt now: Timestamp = Timestamp(milliseconds: 1_000_000)) {
        self.naming = naming
        clock = Mutex(now)
    }

    /// Moves the clock.
    package func advance(by duration: Duration) {
        clock.withLock { $0 = $0 + duration }
    }

    private var now: Timestamp { clock.withLock { $0 } }

    private func change<Result>(_ client: Client, _ body: (inout MemoryQueue, Timestamp) -> Result) -> Result {
        let now = now
        return clients.withLock { body(&$0[client.id, default: MemoryQueue()], now) }
    }

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        .new(until: now + Recovery.permitForNewItems)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        change(client) { queue, now in queue.holdPublisherLease(name, until: now + .seconds(10), now: now) }
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        change(client) { queue, _ in queue.endPublisherLease(name) }
    }

    package func publish(
        _ items: [QueuedItem], for client: Client, permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        change(client) { queue, now in items.map { queue.publish($0, permit: permit, now: now) } }
    }

    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        change(request.client) { queue, now in queue.claim(request, now: now) }
    }

    package func beginDecision(
        on post: PostID, by moderator: ModeratorName, naming claim: NamedClaim, for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        change(client) { queue, now in
            queue.beginDecision(on: post, by: moderator, naming: claim, now: now)
        }
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        change(client) { queue, now in queue.acknowledge(stored.decision, now: now) }
    }

    package func reopen(
        _ post: PostID, generation: Generation, for client: Client
    ) async throws(StoreFailure) {
        change(client) { queue, _ in queue.reopen(post, generation: generation) }
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        change(client) { queue, _ in queue.withdraw(post, upTo: round) }
    }

    package func expire(
        _ name: QueueName, of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        change(client) { queue, now in queue.expire(name, now: now) }
    }

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        change(client) { queue, _ in queue.names }
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        change(client) { queue, _ in queue.rounds(of: posts) }
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        change(client) { queue, _ in queue.look(at: post) }
    }

    package func results(
        of client: Client, after cursor: String, limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        change(client) { queue, _ in queue.results(after: cursor, limit: limit) }
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 { 1 }
}
