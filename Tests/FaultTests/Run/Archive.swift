import MongoClient
import TestSupport

/// What MongoDB holds of one client, past the servers.
struct Archive: Sendable {
    private let mongo: MongoClient
    private let client: String

    init(_ mongo: MongoClient, client: String) {
        self.mongo = mongo
        self.client = client
    }

    /// How many items are undecided.
    func pending() async throws -> Int {
        try await mongo.countDocuments(in: "items", ["client": .string(client), "status": "pending"])
    }

    func items() async throws -> [StoredItem] {
        let query = FindQuery(
            ["client": .string(client)],
            projection: ["post": 1, "status": 1, "round": 1, "decisions": 1]
        )
        var items: [StoredItem] = []
        try await mongo.findEach(in: "items", query) { document in
            items.append(Self.item(document))
            return true
        }
        return items
    }

    /// The journal, once no more of it comes.
    func events() async throws -> [StoredEvent] {
        var count = -1
        try await eventually("the journal is written", within: .seconds(30), every: .milliseconds(700)) {
            let now = try await mongo.countDocuments(in: "events", ["client": .string(client)])
            defer { count = now }
            return now == count
        }
        let query = FindQuery(
            ["client": .string(client)],
            projection: ["post": 1, "event": 1, "round": 1, "at": 1, "generation": 1, "moderator": 1]
        )
        var events: [StoredEvent] = []
        try await mongo.findEach(in: "events", query) { document in
            events.append(
                StoredEvent(
                    round: Self.round(document),
                    event: document.string("event") ?? "",
                    at: document.date("at") ?? 0,
                    moderator: document.string("moderator"),
                    generation: document.int64("generation")
                )
            )
            return true
        }
        return events
    }

    private static func item(_ document: BSONDocument) -> StoredItem {
        let post = document.string("post") ?? ""
        let decisions = (document.array("decisions") ?? []).compactMap(\.documentValue).map { fields in
            SeenDecision(
                id: fields.string("decision_id") ?? "",
                round: RoundID(post: post, round: Int(fields.int64("round") ?? 0)),
                outcome: fields.string("outcome") ?? "",
                moderator: fields.string("moderator") ?? "",
                claim: fields.string("claim_id") ?? "",
                decidedAt: fields.date("decided_at") ?? 0
            )
        }
        return StoredItem(
            post: post,
            status: document.string("status") ?? "",
            round: Int(document.int64("round") ?? 0),
            decisions: decisions
        )
    }

    private static func round(_ document: BSONDocument) -> RoundID {
        RoundID(post: document.string("post") ?? "", round: Int(document.int64("round") ?? 0))
    }
}
