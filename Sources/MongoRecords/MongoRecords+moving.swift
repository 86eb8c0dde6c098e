package import Moderation
import MongoClient

/// What `LineMover` asks of the record.
extension MongoRecords {
    /// Renewed four times in it.
    private static var moveLease: Duration { .seconds(2) }
    /// Posts that one update fences.
    private static var mostFenced: Int { 2_000 }
    /// What one answer holds: about as much as the largest item.
    private static var mostBytesRead: Int64 { 4 << 20 }

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

    package func fence(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> [[PostID]] {
        try await storing { () async throws(MongoError) in
            var parts: [[PostID]] = []
            var rest = posts[...]
            while !rest.isEmpty {
                let page = Array(rest.prefix(Self.mostFenced))
                rest = rest.dropFirst(page.count)
                let pending = Self.pending(page.map { ItemDocument.id(client, $0) })
                try await mongo.update(
                    in: Self.items,
                    MongoUpdate(
                        pending,
                        ["$max": ["fence": .int64(Generation.floor(ofEpoch: epoch).number)]],
                        multi: true
                    )
                )
                guard withPayload else {
                    parts.append(page)
                    continue
                }
                // Read behind the fence: whoever decided before it is seen here, whoever comes after it is refused.
                let sizes = try await mongo.find(
                    in: Self.items,
                    FindQuery(pending, projection: ["post": 1, "bytes": ["$bsonSize": "$$ROOT"]]),
                    limit: page.count
                ).map { document throws(MongoError) in
                    (try ItemDocument.post(of: document), try document.required("bytes", \.int64Value))
                }
                parts += Self.parts(page, sizes: Dictionary(sizes) { first, _ in first })
            }
            return parts
        }
    }

    /// In their order, those of which the size is known, as many together as one answer holds.
    private static func parts(_ posts: [PostID], sizes: [PostID: Int64]) -> [[PostID]] {
        var parts: [[PostID]] = []
        var room: Int64 = 0
        for post in posts {
            guard let bytes = sizes[post] else { continue }
            if room < bytes {
                parts.append([])
                room = mostBytesRead
            }
            parts[parts.count - 1].append(post)
            room -= bytes
        }
        return parts
    }

    package func adopted(
        _ posts: [PostID],
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> [QueuedItem] {
        guard !posts.isEmpty else { return [] }
        return try await storing { () async throws(MongoError) in
            let filter = Self.pending(posts.map { ItemDocument.id(client, $0) })
            let unread: BSONDocument =
                withPayload
                ? ["decisions": 0, "log": 0]
                : ["decisions": 0, "log": 0, "content": 0, "ai": 0, "metadata": 0]
            return try await mongo.find(in: Self.items, FindQuery(filter, projection: unread), limit: posts.count)
                .map { document throws(MongoError) in
                    try ItemDocument.item(document, withPayload: withPayload)
                }
        }
    }
}
