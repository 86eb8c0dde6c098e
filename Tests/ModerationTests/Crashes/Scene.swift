import ClaimFixtures
import EventLoop
import Foundation
import Moderation
import RedisClaims
import RedisClient
import TestSupport
import Testing

/// Both stores and a client. The record is in memory, with a clock that only moves when told; so is the claim store, or
/// it is on Redis.
struct Scene {
    let clock = ManualClock()
    let claims: any ClaimStore
    let records: MemoryRecords
    let client: Client
    /// The claim store as another server has it, which finds out by itself what the first one knows.
    private let other: any ClaimStore
    private let memory: MemoryClaims?
    private let redis: RedisConnection?

    init(maxClaims: Int = 10) throws {
        let claims = MemoryClaims(clock: clock)
        self.claims = claims
        other = claims
        memory = claims
        redis = nil
        records = MemoryRecords(clock: clock)
        client = Client(id: try ClientID("acme"), settings: Self.settings(maxClaims))
    }

    private init(maxClaims: Int, on redis: RedisConnection) throws {
        records = MemoryRecords(clock: clock)
        claims = RedisClaims(connection: redis, records: records)
        other = RedisClaims(connection: redis, records: records)
        memory = nil
        self.redis = redis
        client = Client(id: try ClientID(uniqueName("m")), settings: Self.settings(maxClaims))
    }

    private static func settings(_ maxClaims: Int) -> ClientSettings {
        var settings = ClientSettings()
        settings.maxClaims = maxClaims
        return settings
    }

    private static let loop = Result { () throws(EventLoopError) in try EventLoop(name: "scenes") }

    /// Runs `body` with the claim store on Redis, and checks afterwards that Redis holds nothing inconsistent.
    static func withRedis(maxClaims: Int = 10, _ body: (Scene) async throws -> Void) async throws {
        let redis = try RedisConnection.forTest(TestEnvironment.redisURL, on: loop.get())
        do {
            let scene = try Scene(maxClaims: maxClaims, on: redis)
            try await body(scene)
            #expect(try await ClientState(of: scene.client.id.description, in: redis).violations == [])
            try await scene.loseData()
        } catch {
            await redis.close()
            throw error
        }
        await redis.close()
    }

    /// Lets time pass in both stores.
    func letPass(_ duration: Duration) async throws {
        clock.advance(by: duration)
        if let redis { try await TimeShift.letPass(duration, of: client.id.description, in: redis) }
    }

    /// The claim store loses all data of the client.
    func loseData() async throws {
        memory?.loseData(of: client.id)
        guard let redis else { return }
        let names = try await redis.texts(["KEYS", ClientKeys(client.id.description).pattern])
        if !names.isEmpty { _ = try await redis.send(["DEL"] + names) }
    }

    /// A new process of one of two servers, by turns of the clock.
    func server(dyingAt deadly: Failpoint? = nil) -> Server {
        Server(on: clock.now.milliseconds / 1_000 % 2 == 0 ? claims : other, records, dyingAt: deadly)
    }

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
        await server.records.markQueued([item].rounds, epoch: epoch, client: client.id)
    }

    @discardableResult
    func claim(_ moderator: String, _ limit: Int = 1, from queue: QueueName = .default) async throws -> [ClaimedItem] {
        try await claims.claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), queue: queue, limit: limit)
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

    func withdraw(_ post: String, on server: Server? = nil) async throws {
        try await (server ?? self.server()).desk.withdraw(PostID(post), for: client)
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

    /// The ids of the decisions that went out.
    func results() async throws -> [String] {
        let texts = try await claims.results(of: client, after: "", limit: 10_000).decisions
        guard redis != nil else { return texts }
        return try texts.map { try JSONDecoder().decode(Published.self, from: Data($0.utf8)).decisionID }
    }

    private struct Published: Decodable {
        let decisionID: String

        enum CodingKeys: String, CodingKey {
            case decisionID = "decision_id"
        }
    }

    func load(_ post: String) async throws -> ItemRecord {
        try #require(try await records.load(PostID(post), of: client.id))
    }

    /// Lets a sound server recover until nothing is left to do, however long that takes.
    func recoverFully() async throws {
        for run in 0..<6 {
            try await letPass(.seconds(400))
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
        let ended = try await records.ended(olderThan: .zero, limit: 1_000, client: client.id)
        #expect(ended == [], sourceLocation: sourceLocation)
    }
}
