import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import TestSupport

/// The tier `mongo` as one server has it, with items that are recorded as ingests are.
struct TierClaims: Sendable {
    private let mongo: MongoClient
    private let records: MongoRecords
    private let claims: MongoClaims
    private let client: Client

    init(_ options: BenchOptions) throws {
        mongo = try MongoClient(uri: options.mongoURL, threads: 8)
        let clock = MongoClock(mongo: mongo)
        records = MongoRecords(mongo: mongo, clock: clock)
        claims = MongoClaims(
            mongo: mongo,
            records: records,
            payloads: records,
            time: LineTime(clock: clock),
            server: uniqueName("bench")
        )
        var settings = ClientSettings()
        settings.tier = .mongo
        settings.maxQueued = 1_000_000
        client = Client(id: try ClientID(uniqueName("bench")), settings: settings)
    }

    /// About as long as a post.
    static func content(_ number: Int) -> String {
        #"{"text":"\#(String(repeating: "A post of some length. ", count: 8))","number":\#(number)}"#
    }

    func prepare(_ count: Int) async throws {
        try await records.prepare()
        try await claims.prepare()
        _ = try await ClientRecords(mongo: mongo).add(client)
        for start in stride(from: 0, to: count, by: 500) {
            let verdicts = try (start..<min(start + 500, count)).map { number in
                VerdictRecord(
                    post: try PostID("p\(number)"),
                    verdict: .manualReview,
                    payload: Payload(content: Self.content(number))
                )
            }
            let permit = try await claims.permitForNewItems(of: client)
            let items = try await records.record(verdicts, for: client).compactMap { answer in
                if case .stored(_, _, let item) = answer { item } else { nil }
            }
            let published = try await claims.publish(items, for: client, permit: permit)
            guard published.allSatisfy({ $0 == .queued }), published.count == verdicts.count else {
                throw BenchFailure.failed("not all items came into line")
            }
        }
    }

    func claim(_ moderator: String) async throws {
        let set = try await claims.claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), limit: 1)
        )
        guard set.items.count == 1 else { throw BenchFailure.failed("a claim gave \(set.items.count) items") }
    }

    func close() async {
        await records.close()
        await mongo.close()
    }
}
