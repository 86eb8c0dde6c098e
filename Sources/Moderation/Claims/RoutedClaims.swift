/// Gives each call to the store that serves its client. Whoever stands above sees one claim store for all clients.
///
/// A client's line can move from store to store under load. A store from which it is gone refuses, having done nothing; then
/// the call asks where the line is, and goes there.
package struct RoutedClaims: ClaimStore, BoundedLine {
    private let routes: any ClaimRoutes

    package init(_ routes: any ClaimRoutes) { self.routes = routes }

    private func call<Value>(
        _ client: Client,
        _ body: (any ClaimStore & BoundedLine, Client) async throws(StoreFailure) -> Value
    ) async throws(StoreFailure) -> Value {
        try await call(client) { (route: ClaimRoute, client) async throws(StoreFailure) in
            try await body(route.store, client)
        }
    }

    private func call<Value>(
        _ client: Client,
        _ body: (ClaimRoute, Client) async throws(StoreFailure) -> Value
    ) async throws(StoreFailure) -> Value {
        var client = client
        var began: ContinuousClock.Instant?
        while true {
            do throws(StoreFailure) {
                return try await body(try routes.route(for: client), client)
            } catch {
                guard error.hasMoved else { throw error }
                let since = began ?? .now
                began = since
                guard let now = await routes.follow(client, since: since) else { throw error }
                client = now
            }
        }
    }

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.permitForNewItems(of: client)
        }
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.holdPublisherLease(name, for: client)
        }
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.endPublisherLease(name, for: client)
        }
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.publish(items, for: client, permit: permit)
        }
    }

    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        // By attempts of which nobody was told.
        var made: Set<Generation> = []
        return try await call(request.client) { (route: ClaimRoute, client) async throws(StoreFailure) in
            try routes.admit(client, to: route)
            let set = try await route.store.claim(request.of(client)).withNew(made)
            do throws(StoreFailure) {
                try confirm(route, for: client)
                // Who has gone is told of nothing, and what was made is undone.
                if !Task.isCancelled {
                    let claimed = set.items.map { ItemEvent(claimed: $0) }
                    try await routes.certify(claimed, toldAt: set.now, of: client, from: route)
                }
            } catch {
                made.formUnion(set.items.filter(\.isNew).map(\.claim.generation))
                throw error
            }
            return set
        }
    }

    /// Nobody is told of what a line did for them that has left meanwhile: where the old store can't be asked, the new one has
    /// only what was told and written down.
    private func confirm(_ route: ClaimRoute, for client: Client) throws(StoreFailure) {
        guard let place = route.place else { return }
        let now = try routes.route(for: client)
        guard now.place == place, now.turn == route.turn else { throw StoreFailure.moved(client.id, from: place.store) }
        try routes.admit(client, to: now)
    }

    package func certify(_ client: Client) async throws(StoreFailure) {
        let route = try routes.route(for: client)
        try await routes.certify([], toldAt: nil, of: client, from: route)
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.unclaim(post, generation: generation, for: client)
        }
    }

    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.beginDecision(on: post, by: moderator, naming: claim, for: client)
        }
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.resumeDecision(on: post, by: moderator, under: lost, for: client)
        }
    }

    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await call(client) { (route: ClaimRoute, client) async throws(StoreFailure) in
            try routes.admit(client, to: route)
            let answer = try await route.store.extend(post, by: moderator, naming: claim, for: client)
            try confirm(route, for: client)
            return answer
        }
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.release(post, by: moderator, naming: claim, anyones: anyones, for: client)
        }
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.escalate(post, by: moderator, naming: claim, for: client)
        }
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.acknowledge(stored, for: client)
        }
    }

    package func acknowledge(
        _ decisions: [StoredDecision],
        for client: Client
    ) async throws(StoreFailure) -> [StoredDecision] {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.acknowledge(decisions, for: client)
        }
    }

    package func refillResults(
        of client: Client,
        as name: String,
        from log: any ResultsLog
    ) async throws(StoreFailure) -> Int {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.refillResults(of: client, as: name, from: log)
        }
    }

    package func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.reopen(post, token: token, for: client)
        }
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.withdraw(post, upTo: round, for: client)
        }
    }

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.expire(queue, of: client)
        }
    }

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.queues(of: client)
        }
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.rounds(of: posts, for: client)
        }
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.look(at: post, for: client)
        }
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.stats(of: client)
        }
    }

    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.results(of: client, after: cursor, limit: limit)
        }
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.epoch(of: client)
        }
    }

    package func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.isBeingFilled(client)
        }
    }

    package func endFilling(of client: Client, in epoch: Int64) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.endFilling(of: client, in: epoch)
        }
    }

    // MARK: - Bounded lines

    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.overstayed(in: queue, of: client, limit: limit)
        }
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.window(of: queue, for: client, tail: tail)
        }
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.shelve(items, from: queue, of: client, publisher: publisher)
        }
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        try await call(client) { (store, client) async throws(StoreFailure) in
            try await store.trimResults(of: client)
        }
    }

    package func standsIn(for client: Client) -> Bool {
        guard let place = try? routes.route(for: client).place else { return true }
        return place.store != client.settings.tier
    }
}
