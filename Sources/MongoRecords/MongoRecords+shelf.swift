package import Moderation
import MongoClient

/// The shelf is the line -1: pending items that stand in no line because there is no room for them.
extension MongoRecords {
    static let shelfLine: BSONValue = .int64(-1)

    package func shelve(_ posts: [PostID], client: ClientID) async throws(StoreFailure) {
        guard !posts.isEmpty else { return }
        try await storing { () async throws(MongoError) in
            _ = try await mongo.update(
                in: Self.items,
                MongoUpdate(pending(posts, client), ["$set": ["queued_in": Self.shelfLine]], multi: true)
            )
        }
    }

    package func keepCarried(_ item: ShelvedItem, client: ClientID) async {
        guard let carried = item.carried else { return }
        let filter: BSONDocument = [
            "_id": ItemDocument.id(client, item.post), "status": "pending", "round": .int(item.round),
        ]
        let change: BSONValue = ["$set": ["carried": ["round": .int(item.round), "text": .string(carried)]]]
        marks.add(Mark(update: MongoUpdate(filter, change), items: 1, canBeLost: false))
        await marks.flush()
    }

    package func markOffShelf(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        let change: BSONValue = ["$set": ["queued_in": .int64(epoch)], "$unset": ["carried": ""]]
        await mark(rounds, of: client, where: ["queued_in": Self.shelfLine], change)
        // Whoever works through the shelf does not meet them again.
        await marks.flush()
    }

    private func pending(_ posts: [PostID], _ client: ClientID) -> BSONDocument {
        ["_id": ["$in": .array(posts.map { ItemDocument.id(client, $0) })], "status": "pending"]
    }

    package func shelf(of client: ClientID) async throws(StoreFailure) -> [ShelfState] {
        try await storing { () async throws(MongoError) in
            var states: [ShelfState] = []
            var last = ""
            while states.count < Self.mostQueues, let next = try await firstQueue(after: last, of: client) {
                states.append(
                    ShelfState(
                        queue: next.queue,
                        count: try await count(next.queue, of: client),
                        firstQueuedAt: next.queuedAt
                    )
                )
                last = next.queue.description
            }
            return states
        }
    }

    /// Further queues have their turn when these are empty.
    private static let mostQueues = 1_000

    /// One step of the index at a time: all items of a queue are skipped at once.
    private func firstQueue(
        after last: String,
        of client: ClientID
    ) async throws(MongoError) -> (queue: QueueName, queuedAt: Timestamp)? {
        var filter = onShelf(client)
        filter.append("queue", ["$gt": .string(last)])
        let first = try await mongo.findOne(
            in: Self.items,
            FindQuery(
                filter,
                projection: ["_id": 0, "queue": 1, "queued_at": 1],
                sort: ["queue": 1, "due_at": 1],
                hint: "on_shelf",
                concern: .local
            )
        )
        guard let first else { return nil }
        return (
            QueueName(stored: try first.required("queue", \.stringValue)),
            Timestamp(milliseconds: try first.required("queued_at", \.dateMilliseconds))
        )
    }

    private func count(_ queue: QueueName, of client: ClientID) async throws(MongoError) -> Int {
        var filter = onShelf(client)
        filter.append("queue", .string(queue.description))
        let reply = try await mongo.command(
            [
                "count": .string(Self.items), "query": .document(filter), "limit": .int(ShelfState.mostCounted),
                "hint": "on_shelf",
            ],
            kind: .read
        )
        return Int(try reply.required("n", \.placeValue))
    }

    package func shelved(
        in queue: QueueName,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [LineItem] {
        try await storing { () async throws(MongoError) in
            var filter = onShelf(client)
            filter.append("queue", .string(queue.description))
            return try await mongo.find(
                in: Self.items,
                FindQuery(
                    filter,
                    projection: ["post": 1, "round": 1, "due_at": 1],
                    sort: ["due_at": 1],
                    hint: "on_shelf",
                    // As in `unqueued`.
                    concern: .local
                ),
                limit: limit
            ).map { document throws(MongoError) in
                LineItem(
                    post: try ItemDocument.post(of: document),
                    round: try document.required("round", \.countValue),
                    dueAt: Timestamp(milliseconds: try document.required("due_at", \.dateMilliseconds))
                )
            }
        }
    }

    private func onShelf(_ client: ClientID) -> BSONDocument {
        ["client": .string(client.description), "status": "pending", "queued_in": Self.shelfLine]
    }
}
