package import Moderation
import MongoClient

extension MongoRecords {
    package func unqueued(
        before epoch: Int64, olderThan age: Duration, limit: Int, client: ClientID
    ) async throws(StoreFailure) -> [PostID] {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            // Value by value of `queued_in`, which are few: so the index gives each in due order, unsorted.
            var line: Int64 = -1
            while let next = try await firstLine(after: line, before: epoch, client: client) {
                line = next
                var filter: BSONDocument = [
                    "client": .string(client.description), "status": "pending", "queued_in": .int64(line),
                ]
                if line == 0 {
                    filter.append(
                        "queued_at", ["$lt": .date(milliseconds: now.milliseconds - age.inMilliseconds)])
                }
                let documents = try await mongo.find(
                    in: Self.items,
                    FindQuery(filter, projection: ["post": 1], sort: ["due_at": 1], hint: "pending_by_line"),
                    limit: limit)
                guard documents.isEmpty else {
                    return try documents.map { document throws(MongoError) in try ItemDocument.post(of: document) }
                }
            }
            return []
        }
    }

    private func firstLine(
        after line: Int64, before epoch: Int64, client: ClientID
    ) async throws(MongoError) -> Int64? {
        try await mongo.findOne(
            in: Self.items,
            FindQuery(
                [
                    "client": .string(client.description), "status": "pending",
                    "queued_in": ["$gt": .int64(line), "$lt": .int64(epoch)],
                ],
                projection: ["queued_in": 1], sort: ["queued_in": 1], hint: "pending_by_line")
        )?.int64("queued_in")
    }

    package func requeue(
        _ posts: [PostID], epoch: Int64, client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        guard !posts.isEmpty else { return [] }
        let filter: BSONDocument = [
            "_id": ["$in": .array(posts.map { ItemDocument.id(client, $0) })], "status": "pending",
        ]
        return try await storing { () async throws(MongoError) in
            try await mongo.update(
                in: Self.items,
                MongoUpdate(
                    filter, ["$max": ["fence": .int64(Generation.floor(ofEpoch: epoch).number)]], multi: true))
            // Read behind the fence: whoever decided before it is seen here, whoever comes after it is refused.
            let documents = try await mongo.find(
                in: Self.items, FindQuery(filter, sort: ["due_at": 1]), limit: posts.count)
            return try documents.map { document throws(MongoError) in try ItemDocument.item(document) }
        }
    }

    package func epoch(of client: ClientID) async throws(StoreFailure) -> Int64 {
        try await storing { () async throws(MongoError) in
            let document = try await mongo.findOne(
                in: Self.clients, FindQuery(["_id": .string(client.description)], projection: ["epoch": 1]))
            guard let document else { throw .invalid("no client \(client)") }
            return document.int64("epoch") ?? 1
        }
    }

    package func raiseEpoch(of client: ClientID, from epoch: Int64) async throws(StoreFailure) -> Int64 {
        try await storing { () async throws(MongoError) in
            let raised = try await mongo.findAndModify(
                in: Self.clients,
                FindAndModify(
                    ["_id": .string(client.description), "epoch": .int64(epoch)],
                    .update(["$inc": ["epoch": .int64(1)]]), projection: ["epoch": 1]))
            if let raised { return try raised.required("epoch", \.int64Value) }
            // Another server was faster.
            let document = try await mongo.findOne(
                in: Self.clients, FindQuery(["_id": .string(client.description)], projection: ["epoch": 1]))
            guard let document else { throw .invalid("no client \(client)") }
            return try document.required("epoch", \.int64Value)
        }
    }
}
