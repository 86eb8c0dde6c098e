import MongoClient

/// A queue as it is usually made with MongoDB: the pending document that is due first is marked as claimed.
struct PlainClaims: Sendable {
    /// How a claim is confirmed, and over how many connections.
    enum Way: CaseIterable {
        case majority, majorityByFew, primary, primaryByFew

        var name: String {
            switch self {
            case .majority: "w: majority, 64 connections"
            case .majorityByFew: "w: majority, 8 connections"
            case .primary: "w: 1, 64 connections"
            case .primaryByFew: "w: 1, 8 connections"
            }
        }
    }

    private let many: MongoClient
    private let few: MongoClient
    private static let collection = "plain_items"

    init(_ options: BenchOptions) throws(MongoError) {
        many = try MongoClient(uri: options.mongoURL, threads: 64)
        few = try MongoClient(uri: options.mongoURL, threads: 8)
    }

    func prepare(_ count: Int) async throws(MongoError) {
        try await many.createIndexes(on: Self.collection, [MongoIndex("line", on: ["status": 1, "due_at": 1])])
        for start in stride(from: 0, to: count, by: 1_000) {
            let documents = (start..<min(start + 1_000, count)).map { number -> BSONDocument in
                [
                    "_id": .string("p\(number)"), "status": "pending",
                    "due_at": .date(milliseconds: 1_763_632_800_000 + Int64(number)),
                    "content": .string(TierClaims.content(number)),
                ]
            }
            try await many.insert(into: Self.collection, documents)
        }
    }

    func claim(_ way: Way, _ moderator: String) async throws {
        let (mongo, concern): (MongoClient, WriteConcern) =
            switch way {
            case .majority: (many, .majority())
            case .majorityByFew: (few, .majority())
            case .primary: (many, .acknowledged)
            case .primaryByFew: (few, .acknowledged)
            }
        let claimed = try await mongo.findAndModify(
            in: Self.collection,
            FindAndModify(
                ["status": "pending"],
                .pipeline([
                    [
                        "$set": [
                            "status": "claimed", "moderator": ["$literal": .string(moderator)],
                            "expires_at": ["$add": ["$$NOW", 300_000]],
                        ]
                    ]
                ]),
                sort: ["due_at": 1]
            ),
            writeConcern: concern
        )
        guard claimed != nil else { throw BenchFailure.failed("the plain queue is empty") }
    }

    func close() async {
        await many.close()
        await few.close()
    }
}
