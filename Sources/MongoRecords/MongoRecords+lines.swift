package import Moderation
import MongoClient
import MongoShared

extension MongoRecords {
    package func unqueued(
        before epoch: Int64,
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [PostID] {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            let lines = try await linesInUse(before: epoch, client: client)
            guard !lines.isEmpty else { return [] }
            // By equality with a few lines, so that the index gives them merged in due order, unsorted.
            let filter: BSONDocument = [
                "client": .string(client.description), "status": "pending", "queued_in": ["$in": .array(lines)],
                "$or": [
                    ["queued_in": ["$gt": 0]],
                    ["queued_at": ["$lte": .date(milliseconds: now.milliseconds - age.inMilliseconds)]],
                ],
            ]
            return try await mongo.find(
                in: Self.items,
                // A hint: what is put into line is read anew, behind a fence.
                FindQuery(
                    filter,
                    projection: ["post": 1],
                    sort: ["due_at": 1],
                    hint: "pending_by_line",
                    concern: .local
                ),
                limit: limit
            ).map { document throws(MongoError) in try ItemDocument.post(of: document) }
        }
    }

    package func outside(of epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueueName: Int] {
        try await storing { () async throws(MongoError) in
            let lines = try await linesInUse(before: epoch, client: client)
            guard !lines.isEmpty else { return [:] }
            let now = try await clock.now()
            let pending: BSONDocument = [
                "client": .string(client.description), "status": "pending", "queued_in": ["$in": .array(lines)],
                // One that has just come in stands in line before it is marked so.
                "$or": [
                    ["queued_in": ["$gt": 0]],
                    ["queued_at": ["$lte": .date(milliseconds: now.milliseconds - Self.ageOfMarks.inMilliseconds)]],
                ],
            ]
            let counts = try await mongo.aggregate(
                Self.items,
                [
                    ["$match": .document(pending)], ["$limit": .int(Self.mostCounted)],
                    ["$group": ["_id": "$queue", "count": ["$sum": 1]]],
                ],
                hint: "pending_by_line"
            )
            var found: [QueueName: Int] = [:]
            for count in counts {
                let queue = QueueName(stored: try count.required("_id", \.stringValue))
                found[queue] = Int(clamping: try count.required("count", \.int64Value))
            }
            return found
        }
    }

    /// Marks are written well before.
    private static let ageOfMarks: Duration = .seconds(1)
    /// Each is read for its queue.
    private static let mostCounted = 2_000

    /// The epochs, 0 among them, in whose line pending items stand: the lowest, should there ever be that many.
    func linesInUse(before epoch: Int64, client: ClientID) async throws(MongoError) -> [BSONValue] {
        var lines: [BSONValue] = []
        var last: Int64 = -1
        while lines.count < Self.mostLines, let next = try await firstLine(after: last, before: epoch, client: client) {
            lines.append(.int64(next))
            last = next
        }
        return lines
    }

    private static let mostLines = 50

    private func firstLine(
        after line: Int64,
        before epoch: Int64,
        client: ClientID
    ) async throws(MongoError) -> Int64? {
        try await mongo.findOne(
            in: Self.items,
            FindQuery(
                [
                    "client": .string(client.description), "status": "pending",
                    "queued_in": ["$gt": .int64(line), "$lt": .int64(epoch)],
                ],
                projection: ["queued_in": 1],
                sort: ["queued_in": 1],
                hint: "pending_by_line",
                concern: .local
            )
        )?.int64("queued_in")
    }

    package func now() async throws(StoreFailure) -> Timestamp {
        try await storing { () async throws(MongoError) in try await clock.now() }
    }

    package func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        try await storing { () async throws(MongoError) in try await storedPlace(of: client) }
    }

    package func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        try await storing { () async throws(MongoError) in
            let moved = try await mongo.findAndModify(
                in: Self.clients,
                FindAndModify(
                    [
                        "_id": .string(client.description), "epoch": .int64(place.epoch),
                        // Null also where there is none.
                        "line_to": place.next.map { .string($0.rawValue) } ?? .null,
                        ClientDocument.servedSince: ClientDocument.isServed(since: place.servedSince),
                    ],
                    .pipeline(ClientDocument.arrival(at: next)),
                    projection: ClientDocument.placeFields
                )
            )
            // Nil where another server was faster.
            guard let moved else { return try await storedPlace(of: client) }
            // So that every server looks. An epoch alone is found out by whoever asks the store.
            if !next.isSameStay(as: place) { try await ClientRecords(mongo: mongo).raiseVersion() }
            return try ClientDocument.readPlace(moved)
        }
    }

    private func storedPlace(of client: ClientID) async throws(MongoError) -> LinePlace {
        let document = try await mongo.findOne(
            in: Self.clients,
            // Who hands out claims depends on it.
            FindQuery(
                ["_id": .string(client.description)],
                projection: ClientDocument.placeFields,
                concern: .linearizable
            )
        )
        guard let document else { throw .invalid("no client \(client)") }
        return try ClientDocument.readPlace(document)
    }
}
