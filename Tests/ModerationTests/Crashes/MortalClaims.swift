import Moderation

/// A claim store as one server process reaches it.
struct MortalClaims: ClaimStore {
    let store: any ClaimStore
    let life: Lifeline

    func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        try await life.call { () async throws(StoreFailure) in try await store.permitForNewItems(of: client) }
    }

    func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        try await life.call { () async throws(StoreFailure) in
            try await store.holdPublisherLease(name, for: client)
        }
    }

    func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in
            try await store.endPublisherLease(name, for: client)
        }
    }

    func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        try await life.call { () async throws(StoreFailure) in
            try await store.publish(items, for: client, permit: permit)
        }
    }

    func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        try await life.call { () async throws(StoreFailure) in try await store.claim(request) }
    }

    func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in
            try await store.unclaim(post, generation: generation, for: client)
        }
    }

    func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await life.call { () async throws(StoreFailure) in
            try await store.beginDecision(on: post, by: moderator, naming: claim, for: client)
        }
    }

    func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await life.call { () async throws(StoreFailure) in
            try await store.resumeDecision(on: post, by: moderator, under: lost, for: client)
        }
    }

    func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await life.call { () async throws(StoreFailure) in
            try await store.extend(post, by: moderator, naming: claim, for: client)
        }
    }

    func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await life.call { () async throws(StoreFailure) in
            try await store.release(post, by: moderator, naming: claim, anyones: anyones, for: client)
        }
    }

    func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await life.call { () async throws(StoreFailure) in
            try await store.escalate(post, by: moderator, naming: claim, for: client)
        }
    }

    func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in try await store.acknowledge(stored, for: client) }
    }

    func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in
            try await store.reopen(post, token: token, for: client)
        }
    }

    func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in
            try await store.withdraw(post, upTo: round, for: client)
        }
    }

    func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        try await life.call { () async throws(StoreFailure) in try await store.expire(queue, of: client) }
    }

    func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        try await life.call { () async throws(StoreFailure) in try await store.queues(of: client) }
    }

    func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        try await life.call { () async throws(StoreFailure) in try await store.rounds(of: posts, for: client) }
    }

    func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try await life.call { () async throws(StoreFailure) in try await store.look(at: post, for: client) }
    }

    func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try await life.call { () async throws(StoreFailure) in try await store.stats(of: client) }
    }

    func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        try await life.call { () async throws(StoreFailure) in
            try await store.results(of: client, after: cursor, limit: limit)
        }
    }

    func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try await life.call { () async throws(StoreFailure) in try await store.epoch(of: client) }
    }
}
