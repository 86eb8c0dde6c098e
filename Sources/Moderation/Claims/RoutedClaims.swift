/// Gives each call to the store that serves its client. Whoever stands above sees one claim store for all clients.
///
/// It adds nothing to what the stores do: that a call never reaches a store in which the client's epoch is over is between
/// `Client.servedSince`, the record of epochs and the stores.
package struct RoutedClaims: ClaimStore, BoundedLine {
    private let routes: any ClaimRoutes

    package init(_ routes: any ClaimRoutes) { self.routes = routes }

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        try await routes.store(for: client).permitForNewItems(of: client)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        try await routes.store(for: client).holdPublisherLease(name, for: client)
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).endPublisherLease(name, for: client)
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        try await routes.store(for: client).publish(items, for: client, permit: permit)
    }

    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        try await routes.store(for: request.client).claim(request)
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).unclaim(post, generation: generation, for: client)
    }

    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await routes.store(for: client).beginDecision(on: post, by: moderator, naming: claim, for: client)
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await routes.store(for: client).resumeDecision(on: post, by: moderator, under: lost, for: client)
    }

    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await routes.store(for: client).extend(post, by: moderator, naming: claim, for: client)
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await routes.store(for: client)
            .release(post, by: moderator, naming: claim, anyones: anyones, for: client)
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await routes.store(for: client).escalate(post, by: moderator, naming: claim, for: client)
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).acknowledge(stored, for: client)
    }

    package func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).reopen(post, token: token, for: client)
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).withdraw(post, upTo: round, for: client)
    }

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        try await routes.store(for: client).expire(queue, of: client)
    }

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        try await routes.store(for: client).queues(of: client)
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        try await routes.store(for: client).rounds(of: posts, for: client)
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try await routes.store(for: client).look(at: post, for: client)
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try await routes.store(for: client).stats(of: client)
    }

    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        try await routes.store(for: client).results(of: client, after: cursor, limit: limit)
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try await routes.store(for: client).epoch(of: client)
    }

    // MARK: - Bounded lines

    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        try await routes.store(for: client).overstayed(in: queue, of: client, limit: limit)
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        try await routes.store(for: client).window(of: queue, for: client, tail: tail)
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        try await routes.store(for: client).shelve(items, from: queue, of: client, publisher: publisher)
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        try await routes.store(for: client).trimResults(of: client)
    }
}
