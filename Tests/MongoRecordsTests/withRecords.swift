import Moderation
import MongoClient
import MongoShared
import TestSupport

@testable import MongoRecords

/// The records on a database of one test's own, with one client in it.
struct Bench: Sendable {
    let mongo: MongoClient
    let records: MongoRecords
    let clients: ClientRecords
    let client: Client

    /// The document of a post, as it is stored.
    func document(_ post: PostID, of client: ClientID? = nil) async throws -> BSONDocument? {
        let id = ItemDocument.id(client ?? self.client.id, post)
        return try await mongo.findOne(in: MongoRecords.items, FindQuery(["_id": id], concern: .local))
    }

    /// Writes the marks that wait, and returns when reads that ask a majority see them.
    func flush() async throws {
        await records.flush()
        try await mongo.insert(into: "settled", [["marks": true]])
    }

    /// Records items that await review.
    func recordPending(_ posts: [PostID], priority: Priority = .normal) async throws {
        let verdicts = posts.map { VerdictRecord(post: $0, verdict: .manualReview, priority: priority) }
        _ = try await records.record(verdicts, for: client)
    }

    func decide(_ post: PostID, round: Int = 1, generation: Int64 = 1) async throws -> StoredDecision? {
        try await records.decide(write(post, round: round, generation: generation), for: client.id)
    }

    func write(
        _ post: PostID,
        round: Int = 1,
        outcome: Outcome = .approved,
        moderator: String = "ann",
        generation: Int64 = 1,
        details: DecisionDetails = DecisionDetails()
    ) -> DecisionWrite {
        DecisionWrite(
            id: "d-\(round)",
            post: post,
            round: round,
            outcome: outcome,
            moderator: ModeratorName(stored: moderator),
            claimID: "claim-\(generation)",
            generation: Generation(generation),
            epoch: 1,
            details: details
        )
    }
}

/// Runs `body` on a fresh database, and drops it.
func withRecords(threads: Int = 8, _ body: (Bench) async throws -> Void) async throws {
    let url = try TestEnvironment.mongoURL(database: uniqueName("records"))
    let mongo = try MongoClient(uri: url, threads: threads, appName: "modpilot-tests")
    let outcome: Result<Void, any Error>
    do {
        let records = MongoRecords(mongo: mongo, clock: MongoClock(mongo: mongo))
        let clients = ClientRecords(mongo: mongo)
        try await records.prepare()
        try await clients.prepare()
        let client = Client(id: try ClientID("acme"))
        _ = try await clients.add(client)
        try await body(Bench(mongo: mongo, records: records, clients: clients, client: client))
        await records.close()
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    _ = try await mongo.command(["dropDatabase": 1], kind: .write)
    await mongo.close()
    try outcome.get()
}

/// `p-1`, `p-2`, …
func posts(_ numbers: ClosedRange<Int>) throws -> [PostID] {
    try numbers.map { try PostID("p-\($0)") }
}

/// What all calls, made at once, answer, in no order.
func atOnce<Answer: Sendable>(
    _ count: Int,
    _ call: @escaping @Sendable (Int) async throws -> Answer
) async throws -> [Answer] {
    try await withThrowingTaskGroup { group in
        for number in 0..<count { group.addTask { try await call(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

/// As of posts that have one round.
func firstRounds(of posts: [PostID]) -> [PostID: Int] {
    Dictionary(posts.map { ($0, 1) }) { first, _ in first }
}
