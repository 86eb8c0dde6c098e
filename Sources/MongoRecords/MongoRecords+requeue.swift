package import Moderation
import MongoClient

extension MongoRecords {
    /// Where the items are large, only the first of them come back: whoever works through a backlog meets the others
    /// again.
    package func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        guard !posts.isEmpty else { return [] }
        return try await storing { () async throws(MongoError) in
            try await mongo.update(
                in: Self.items,
                MongoUpdate(
                    Self.pending(posts.map { ItemDocument.id(client, $0) }),
                    ["$max": ["fence": .int64(Generation.floor(ofEpoch: epoch).number)]],
                    multi: true
                )
            )
            // Read behind the fence: whoever decided before it is seen here, whoever comes after it is refused.
            let ids = try await firstFitting(posts, client: client)
            guard !ids.isEmpty else { return [] }
            let found = try await mongo.find(in: Self.items, FindQuery(Self.pending(ids)), limit: ids.count)
            // What a primary would say that was replaced and has not noticed may be decided since.
            try await mongo.confirmPrimary()
            return try found.map { document throws(MongoError) in try ItemDocument.item(document) }
                .sorted { $0.dueAt < $1.dueAt }
        }
    }

    static func pending(_ ids: [BSONValue]) -> BSONDocument {
        ["_id": ["$in": .array(ids)], "status": "pending"]
    }

    /// Those that fit into one answer, and into memory; earliest due first.
    private func firstFitting(_ posts: [PostID], client: ClientID) async throws(MongoError) -> [BSONValue] {
        let sizes = try await mongo.find(
            in: Self.items,
            FindQuery(
                Self.pending(posts.map { ItemDocument.id(client, $0) }),
                projection: ["due_at": 1, "bytes": ["$bsonSize": "$$ROOT"]]
            ),
            limit: posts.count
        ).map { document throws(MongoError) in
            (
                id: try document.required("_id") { $0 }, dueAt: try document.required("due_at", \.dateMilliseconds),
                bytes: try document.required("bytes", \.placeValue)
            )
        }.sorted { $0.dueAt < $1.dueAt }
        var room = Self.mostBytes
        return sizes.prefix { item in
            defer { room -= item.bytes }
            return room > 0
        }.map(\.id)
    }

    /// The document that comes last may go beyond it: an answer holds twice as much.
    private static let mostBytes: Int64 = 8 << 20
}
