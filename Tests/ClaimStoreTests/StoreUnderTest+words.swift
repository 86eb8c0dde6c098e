import Moderation
import Testing

/// Short words for what tests do all the time.
extension StoreUnderTest {
    @discardableResult
    func publish(_ items: QueuedItem..., permit: PublishingPermit? = nil) async throws -> [PublishAnswer] {
        try await publish(items, permit: permit)
    }

    @discardableResult
    func publish(_ items: [QueuedItem], permit: PublishingPermit? = nil) async throws -> [PublishAnswer] {
        record(items)
        let known = permit
        let valid = if let known { known } else { try await store.permitForNewItems(of: client) }
        return try await store.publish(items, for: client, permit: valid)
    }

    func claim(
        _ moderator: String,
        _ limit: Int = 1,
        from queue: QueueName = .default,
        on server: Int = 0
    ) async throws -> WorkingSet {
        try await servers[server].claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), queue: queue, limit: limit)
        )
    }

    /// Claims and gives the post ids.
    func claimed(
        _ moderator: String,
        _ limit: Int = 1,
        from queue: QueueName = .default,
        on server: Int = 0
    ) async throws -> [String] {
        try await claim(moderator, limit, from: queue, on: server).items.map(\.item.post.description)
    }

    /// Claims one item and gives its claim.
    func claimOne(_ moderator: String, from queue: QueueName = .default) async throws -> Claim {
        try #require(try await claim(moderator, from: queue).items.first).claim
    }

    func begin(
        _ post: String,
        by moderator: String,
        naming claim: NamedClaim = .any,
        on server: Int = 0
    ) async throws -> DecisionStart {
        try await servers[server].beginDecision(
            on: PostID(post),
            by: ModeratorName(moderator),
            naming: claim,
            for: client
        )
    }

    /// Begins a decision that must be allowed, and gives its token.
    @discardableResult
    func beginAllowed(_ post: String, by moderator: String) async throws -> Generation {
        let start = try await begin(post, by: moderator)
        guard case .deciding(_, _, let token, _) = start else {
            throw Unexpected("\(moderator) may not decide \(post): \(start)")
        }
        return token
    }

    func acknowledge(
        _ post: String,
        round: Int = 1,
        by moderator: String = "ann",
        epoch: Int64? = nil,
        on server: Int = 0
    ) async throws {
        let known = epoch
        let epoch = if let known { known } else { try await store.epoch(of: client) }
        let decision = Decision(
            id: "d-\(post)-\(round)",
            post: try PostID(post),
            round: round,
            outcome: .approved,
            moderator: try ModeratorName(moderator),
            claimID: "c",
            decidedAt: Timestamp(milliseconds: 0),
            details: DecisionDetails()
        )
        try await servers[server].acknowledge(StoredDecision(decision: decision, epoch: epoch), for: client)
    }

    /// Decides as the desk does when all goes well.
    func decide(_ post: String, by moderator: String) async throws {
        try await beginAllowed(post, by: moderator)
        try await acknowledge(post, by: moderator)
    }

    func extend(
        _ post: String,
        by moderator: String,
        naming claim: NamedClaim = .any,
        on server: Int = 0
    ) async throws -> ClaimAnswer {
        try await servers[server].extend(
            PostID(post),
            by: ModeratorName(moderator),
            naming: claim,
            for: client
        )
    }

    @discardableResult
    func release(
        _ post: String,
        by moderator: String,
        naming claim: NamedClaim = .any,
        anyones: Bool = false,
        on server: Int = 0
    ) async throws -> ClaimAnswer {
        try await servers[server].release(
            PostID(post),
            by: ModeratorName(moderator),
            naming: claim,
            anyones: anyones,
            for: client
        )
    }

    @discardableResult
    func escalate(
        _ post: String,
        by moderator: String,
        naming claim: NamedClaim = .any,
        on server: Int = 0
    ) async throws -> ClaimAnswer {
        try await servers[server].escalate(
            PostID(post),
            by: ModeratorName(moderator),
            naming: claim,
            for: client
        )
    }

    func shelve(
        _ posts: [String],
        round: Int = 1,
        from queue: QueueName = .default,
        as publisher: String
    ) async throws -> [ShelvedItem]? {
        try await bounded.shelve(
            posts.map { (try PostID($0), round) },
            from: queue,
            of: client,
            publisher: publisher
        )
    }

    func withdraw(_ post: String, upTo round: Int = 1) async throws {
        try await store.withdraw(PostID(post), upTo: round, for: client)
    }

    func reopen(_ post: String, _ token: Generation) async throws {
        try await store.reopen(PostID(post), token: token, for: client)
    }

    func unclaim(_ post: String, _ generation: Generation, on server: Int = 0) async throws {
        try await servers[server].unclaim(PostID(post), generation: generation, for: client)
    }

    /// Every server has seen that all that waited is in line.
    func endFilling() async throws {
        for server in servers { try await server.endFilling(of: client, in: try await server.epoch(of: client)) }
    }

    func look(_ post: String) async throws -> ItemLook? {
        try await store.look(at: PostID(post), for: client)
    }

    /// How many results there are.
    func results() async throws -> Int {
        try await store.results(of: client, after: "", limit: 1_000).decisions.count
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// An item that is due `due` milliseconds into the test's own time.
func item(
    _ post: String,
    due: Int64 = 0,
    round: Int = 1,
    queue: QueueName = .default,
    priority: Priority = .normal,
    carried: String? = nil
) throws -> QueuedItem {
    let base: Int64 = 1_763_632_800_000
    return QueuedItem(
        post: try PostID(post),
        round: round,
        queue: queue,
        priority: priority,
        queuedAt: Timestamp(milliseconds: base),
        dueAt: Timestamp(milliseconds: base + due),
        payload: Payload(content: #"{"text":"\#(post)","n":12345678901234567890}"#, ai: #"{"score":0.5}"#),
        carried: carried
    )
}
