/// The pages of a long read, one after the other.
package struct MongoPages {
    private let client: MongoClient
    private let collection: String
    private let batchSize: Int
    private let timeout: Duration
    private let opening: BSONDocument
    private var cursor: CursorReply?

    init(_ client: MongoClient, _ collection: String, _ query: FindQuery, batchSize: Int, timeout: Duration) {
        self.client = client
        self.collection = collection
        self.batchSize = batchSize
        self.timeout = timeout
        var opening = query.command(on: collection)
        opening.append("batchSize", .int(batchSize))
        self.opening = opening
    }

    /// The next page, which holds at least one document; nil when there is none.
    package mutating func next() async throws(MongoError) -> [BSONDocument]? {
        while cursor?.isExhausted != true {
            var command = opening
            if let cursor {
                command = [
                    "getMore": .int64(cursor.id), "collection": .string(collection), "batchSize": .int(batchSize),
                ]
            }
            let page = try CursorReply(
                try await client.run(command, kind: .read, lane: .cursors, database: nil, timeout: timeout)
            )
            cursor = page
            if !page.documents.isEmpty { return page.documents }
        }
        return nil
    }

    /// Frees the server's cursor if it is still open.
    func close() async {
        guard let cursor, !cursor.isExhausted else { return }
        await client.killCursor(cursor, on: collection, lane: .cursors)
    }
}
