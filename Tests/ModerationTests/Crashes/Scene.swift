import Moderation
import Testing

/// Both stores in memory with one clock, and a client.
struct Scene {
    let clock = ManualClock()
    let claims: MemoryClaims
    let records: MemoryRecords
    let client: Client

    init(maxClaims: Int = 10) throws {
        claims = MemoryClaims(clock: clock)
        records = MemoryRecords(clock: clock)
        var settings = ClientSettings()
        settings.maxClaims = maxClaims
        client = Client(id: try ClientID("acme"), settings: settings)
    }

    func server(dyingAt deadly: Failpoint? = nil) -> Server { Server(on: claims, records, dyingAt: deadly) }

    /// Records verdicts and puts their items into line, as an ingest does.
    func ingest(_ posts: String..., version: String? = nil) async throws {
        for post in posts { try await ingest(post, version: version, on: server()) }
    }

    func ingest(_ post: String, version: String? = nil, on server: Server) async throws {
        let verdict = VerdictRecord(post: try PostID(post), verdict: .manualReview, contentVersion: version)
        let permit = try await server.claims.permitForNewItems(of: client)
        guard case .stored(_, _, let item?) = try await server.records.record([verdict], for: client)[0] else { return }
        let epoch = try await server.claims.epoch(of: client)
        let answers = try await server.claims.publish([item], for: client, permit: permit)
        guard answers != [.late] else { return }
        await server.records.markQueued([item.post], epoch: epoch, client: client.id)
    }

    @discardableResult
    func claim(_ moderator: String, _ limit: Int = 1) async throws -> [ClaimedItem] {
        try await claims.claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), limit: limit)
        ).items
    }

    func request(
        _ post: String,
        _ outcome: Outcome = .approved,
        by moderator: String,
        claim: Claim? = nil
    ) throws -> DecisionRequest {
        let post = try PostID(post)
        let moderator = try ModeratorName(moderator)
        let claimID = claim.map {
            PlainNaming().claimID(client: client.id, post: post, moderator: moderator, generation: $0.generation)
        }
        return DecisionRequest(
            client: client,
            post: post,
            moderator: moderator,
            outcome: outcome,
            claimID: claimID
        )
    }

    @discardableResult
    func decide(
        _ post: String,
        _ outcome: Outcome = .approved,
        by moderator: String,
        claim: Claim? = nil,
        on server: Server? = nil
    ) async throws -> Decision {
        try await (server ?? self.server()).desk.decide(request(post, outcome, by: moderator, claim: claim))
    }

    /// Why a decision is refused; nil where it is not.
    func refusal(
        _ post: String,
        _ outcome: Outcome = .approved,
        by moderator: String,
        claim: Claim? = nil
    ) async throws -> Refusal? {
        let request = try request(post, outcome, by: moderator, claim: claim)
        do throws(DecisionError) {
            _ = try await server().desk.decide(request)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return refusal
        }
    }

    func results() async throws -> [String] {
        try await claims.results(of: client, after: "", limit: 10_000).decisions
    }

    func load(_ post: String) async throws -> ItemRecord {
        try #require(try await records.load(PostID(post), of: client.id))
    }

    /// Lets a sound server recover until nothing is left to do, however long that takes.
    func recoverFully() async throws {
        for run in 0..<6 {
            clock.advance(by: .seconds(400))
            try await server().recover(client, as: "recovery-\(clock.now.milliseconds)-\(run)")
        }
    }

    /// Nothing waits, is held or is unknown to the other store.
    func expectAllDecided(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await claims.queues(of: client) == [], sourceLocation: sourceLocation)
        let unpublished = try await records.unpublished(olderThan: .zero, limit: 1_000, client: client.id)
        #expect(unpublished == [], sourceLocation: sourceLocation)
        let epoch = try await claims.epoch(of: client)
        let strays = try await records.unqueued(before: epoch + 1, olderThan: .zero, limit: 1_000, client: client.id)
        #expect(strays == [], sourceLocation: sourceLocation)
    }
}
