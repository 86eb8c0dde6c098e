package import Moderation
import MongoClient

/// What `LineMover` asks of the record.
extension MongoRecords {
    /// Renewed four times in it.
    private static var moveLease: Duration { .seconds(2) }

    package func holdMove(of client: ClientID, as name: String) async throws(StoreFailure) -> LinePlace? {
        let lease = Self.moveLease.inMilliseconds
        let until: BSONDocument = ["$add": ["$$NOW", .int64(lease)]]
        // Beyond that end only where another primary has another clock.
        let isOver: BSONDocument = [
            "$or": [
                ["$lte": [["$ifNull": ["$mover_until", "$$NOW"]], "$$NOW"]],
                ["$gt": ["$mover_until", .document(until)]],
                ["$eq": ["$mover", .document(["$literal": .string(name)])]],
            ]
        ]
        return try await storing { () async throws(MongoError) in
            let held = try await mongo.findAndModify(
                in: Self.clients,
                FindAndModify(
                    ["_id": .string(client.description), "$expr": .document(isOver)],
                    .pipeline([
                        [
                            "$set": [
                                "mover": .document(["$literal": .string(name)]), "mover_until": .document(until),
                            ]
                        ]
                    ]),
                    projection: ClientDocument.placeFields
                )
            )
            return try held.map { document throws(MongoError) in try ClientDocument.readPlace(document) }
        }
    }

    package func endMove(of client: ClientID, as name: String) async {
        // Where this is lost, the lease ends by itself.
        _ = try? await mongo.update(
            in: Self.clients,
            MongoUpdate(
                ["_id": .string(client.description), "mover": .string(name)],
                ["$unset": ["mover": "", "mover_until": ""]]
            )
        )
    }

    package func fence(_ posts: [PostID], epoch: Int64, client: ClientID) async throws(StoreFailure) {
        _ = try await storing { () async throws(MongoError) in
            try await mongo.update(
                in: Self.items,
                MongoUpdate(
                    Self.pending(posts.map { ItemDocument.id(client, $0) }),
                    ["$max": ["fence": .int64(Generation.floor(ofEpoch: epoch).number)]],
                    multi: true
                )
            )
        }
    }

    /// Read behind the fence: who decided before it is seen here, who comes after it is refused.
    package func adopted(
        _ posts: ArraySlice<PostID>,
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> (items: [QueuedItem], looked: Int) {
        guard !posts.isEmpty else { return ([], 0) }
        let unread: BSONDocument =
            withPayload
            ? ["decisions": 0, "log": 0]
            : ["decisions": 0, "log": 0, "content": 0, "ai": 0, "metadata": 0]
        return try await storing { () async throws(MongoError) in
            var count = posts.count
            while true {
                let filter = Self.pending(posts.prefix(count).map { ItemDocument.id(client, $0) })
                let query = FindQuery(filter, projection: unread)
                guard let found = try await mongo.findIfFitting(in: Self.items, query, limit: count) else {
                    // A single one always fits.
                    count = (count + 1) / 2
                    continue
                }
                let items = try found.map { document throws(MongoError) in
                    try ItemDocument.item(document, withPayload: withPayload)
                }
                return (items, count)
            }
        }
    }
}
