import ClaimFixtures
import Lines
import Moderation
import MongoClient
import MongoShared
import Synchronization
import TestSupport

@testable import MongoClaims

/// Servers with claim stores on MongoDB, and a client that no other test has.
struct Servers: Sendable {
    let mongo: MongoClient
    let client: Client
    let records: EpochRecords
    let payloads = RecordedPayloads()
    let time: LineTime
    let reports = Reports()

    /// Runs `body` with a client of MongoDB.
    ///
    /// - Parameters:
    ///   - url: of MongoDB, if not that of all tests.
    ///   - client: one that others serve as well, with the epochs of `records`.
    static func with(
        url: String? = nil,
        client: Client? = nil,
        records: EpochRecords = EpochRecords(in: .mongo),
        _ body: (Servers) async throws -> Void
    ) async throws {
        let known = url
        let uri = if let known { known } else { try TestEnvironment.mongoURL }
        let mongo = try MongoClient(uri: uri, threads: 8, appName: "modpilot-tests")
        let outcome: Result<Void, any Error>
        do {
            let servers = try Servers(mongo: mongo, client: client, records: records)
            try await servers.start().prepare()
            outcome = .success(try await body(servers))
        } catch {
            outcome = .failure(error)
        }
        await mongo.close()
        try outcome.get()
    }

    private init(mongo: MongoClient, client: Client?, records: EpochRecords) throws {
        self.mongo = mongo
        self.records = records
        self.client = if let client { client } else { Client(id: try ClientID(uniqueName("c"))) }
        time = LineTime(clock: MongoClock(mongo: mongo))
    }

    /// Another server.
    func start(
        imageSteps: ImageSteps = ImageSteps(),
        times: LineTimes = LineTimes(),
        signal: @escaping LineSignals = { _, _ in }
    ) -> MongoClaims {
        MongoClaims(
            mongo: mongo,
            records: records,
            payloads: payloads,
            time: time,
            server: uniqueName("s"),
            imageSteps: imageSteps,
            times: times,
            signal: signal,
            report: { [reports] in reports.add($0) }
        )
    }

    /// Runs what a server does besides, for as long as `body` takes.
    func whileRunning(_ server: MongoClaims, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await server.run() }
            defer { group.cancelAll() }
            try await eventually("the server follows") { server.follows }
            try await body()
        }
    }

    func items(_ count: Int, from first: Int = 0) throws -> [QueuedItem] {
        try (first..<first + count).map { number in
            QueuedItem(
                post: try PostID("p\(number)"),
                round: 1,
                queue: .default,
                priority: .normal,
                queuedAt: Timestamp(milliseconds: 1_763_632_800_000),
                dueAt: Timestamp(milliseconds: 1_763_632_800_000 + Int64(number)),
                payload: Payload(content: #"{"n":\#(number)}"#)
            )
        }
    }

    func publish(_ items: [QueuedItem], on server: MongoClaims) async throws {
        payloads.record(items)
        let permit = try await server.permitForNewItems(of: client)
        _ = try await server.publish(items, for: client, permit: permit)
    }

    func claim(_ moderator: String, _ limit: Int = 1, on server: MongoClaims) async throws -> WorkingSet {
        try await server.claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), limit: limit)
        )
    }

    func acknowledge(_ post: PostID, on server: MongoClaims) async throws {
        let decision = Decision(
            id: "d-\(post)",
            post: post,
            round: 1,
            outcome: .approved,
            moderator: try ModeratorName("ann"),
            claimID: "c",
            decidedAt: Timestamp(milliseconds: 0),
            details: DecisionDetails(reason: "$within")
        )
        try await server.acknowledge(StoredDecision(decision: decision, epoch: 1), for: client)
    }

    /// What was reported to operators.
    final class Reports: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }
}
