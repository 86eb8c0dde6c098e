extension MongoClient {
    /// Reads any number of documents, page by page, from the primary; the cursor is closed when `body` ends.
    ///
    /// All pages of the client are read on one thread of their own, so long reads never delay commands. The server
    /// drops a cursor that rests for 10 minutes.
    ///
    /// - Parameters:
    ///   - batchSize: Documents in a page, which besides ends at 16 MiB.
    ///   - timeout: For each page.
    package func withPages<Value>(
        of collection: String,
        _ query: FindQuery = FindQuery(),
        batchSize: Int = 1000,
        timeout: Duration = .seconds(10),
        _ body: (inout MongoPages) async throws(MongoError) -> Value
    ) async throws(MongoError) -> Value {
        guard (1...100_000).contains(batchSize) else {
            throw .invalid("a page takes 1 to 100000 documents, not \(batchSize)")
        }
        var pages = MongoPages(self, collection, query, batchSize: batchSize, timeout: timeout)
        do throws(MongoError) {
            let value = try await body(&pages)
            await pages.close()
            return value
        } catch {
            await pages.close()
            throw error
        }
    }

    /// Reads any number of documents, as `withPages` does, and hands them over one by one.
    ///
    /// - Parameter body: Returns whether to go on.
    package func findEach(
        in collection: String,
        _ query: FindQuery = FindQuery(),
        batchSize: Int = 1000,
        timeout: Duration = .seconds(10),
        _ body: (BSONDocument) async throws(MongoError) -> Bool
    ) async throws(MongoError) {
        try await withPages(of: collection, query, batchSize: batchSize, timeout: timeout) {
            (pages) async throws(MongoError) in
            while let page = try await pages.next() {
                for document in page where try await !body(document) { return }
            }
        }
    }

    /// Tells the server to forget a cursor. Best effort: the server drops it by itself in the end.
    func killCursor(_ cursor: CursorReply, on collection: String, lane: MongoRequest.Lane) async {
        _ = try? await run(
            ["killCursors": .string(collection), "cursors": [.int64(cursor.id)]],
            kind: .read,
            lane: lane,
            database: nil,
            timeout: .seconds(2)
        )
    }
}
