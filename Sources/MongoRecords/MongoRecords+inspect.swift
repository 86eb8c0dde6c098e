package import Moderation
import MongoClient
import MongoShared

extension MongoRecords {
    package func page(
        of selection: RecordSelection,
        in epoch: Int64,
        after cursor: Timestamp?,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> RecordPage {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            var filter = selection.filter
            filter.append("client", .string(client.description))
            switch selection {
            case .marked: filter.append("queued_in", .int64(epoch))
            case .unmarked:
                let lines = try await linesInUse(before: epoch, client: client)
                guard !lines.isEmpty else { return RecordPage(now: now, rounds: []) }
                filter.append("queued_in", ["$in": .array(lines)])
            case .unpublished: break
            }
            let (documents, next) = try await page(selection, filter, after: cursor, limit: limit)
            let rounds = try documents.map { document throws(MongoError) in try RoundDocument.read(document) }
            return RecordPage(now: now, rounds: rounds, next: next)
        }
    }

    /// All of the last instant are on the page, so that an instant is all that is needed to go on behind it.
    private func page(
        _ selection: RecordSelection,
        _ filter: BSONDocument,
        after cursor: Timestamp?,
        limit: Int
    ) async throws(MongoError) -> (documents: [BSONDocument], next: Timestamp?) {
        var from = filter
        if let cursor { from.append(selection.time, ["$gt": .date(milliseconds: cursor.milliseconds)]) }
        let documents = try await find(selection, from, limit: limit)
        guard documents.count == limit, let last = documents.last?.date(selection.time) else { return (documents, nil) }
        var same = filter
        same.append(selection.time, .date(milliseconds: last))
        let together = try await find(selection, same, limit: Self.mostAtOneInstant)
        return (
            documents.filter { $0.date(selection.time) != last } + together, Timestamp(milliseconds: last)
        )
    }

    /// Far more than come in within a millisecond, and few enough for one answer.
    private static let mostAtOneInstant = 20_000

    private func find(
        _ selection: RecordSelection,
        _ filter: BSONDocument,
        limit: Int
    ) async throws(MongoError) -> [BSONDocument] {
        try await findFinal(
            FindQuery(
                filter,
                projection: RoundDocument.projection,
                sort: [selection.time: 1],
                hint: .string(selection.index)
            ),
            limit: limit
        )
    }

    package func recorded(_ posts: [PostID], client: ClientID) async throws(StoreFailure) -> RecordPage {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            guard !posts.isEmpty else { return RecordPage(now: now, rounds: []) }
            let ids = posts.map { ItemDocument.id(client, $0) }
            let documents = try await findFinal(
                FindQuery(["_id": ["$in": .array(ids)]], projection: RoundDocument.projection),
                limit: posts.count
            )
            return RecordPage(
                now: now,
                rounds: try documents.map { document throws(MongoError) in try RoundDocument.read(document) }
            )
        }
    }
}

extension RecordSelection {
    fileprivate var filter: BSONDocument {
        self == .unpublished ? ["unpublished": ["$gt": 0]] : ["status": "pending"]
    }

    /// By what it is gone through.
    fileprivate var time: String { self == .unpublished ? "decided_at" : "due_at" }

    fileprivate var index: String { self == .unpublished ? "unpublished_results" : "pending_by_line" }
}
