extension MongoClient {
    /// Reads at most `limit` documents, 1 to 100,000, in one answer.
    ///
    /// - Throws: `.invalid` when they don't fit into one answer of 16 MiB: `withPages` reads any number.
    package func find(
        in collection: String,
        _ query: FindQuery = FindQuery(),
        limit: Int,
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> [BSONDocument] {
        guard (1...100_000).contains(limit) else { throw .invalid("find takes a limit of 1 to 100000, not \(limit)") }
        var command = query.command(on: collection, limit: limit)
        guard query.concern == .linearizable else {
            return try await onlyBatch(of: command, on: collection, kind: .read, timeout: timeout)
        }
        // It waits for a majority, however long there is none.
        command.append("maxTimeMS", .int64(max(1, timeout.wholeMilliseconds)))
        do throws(MongoError) {
            return try await onlyBatch(of: command, on: collection, kind: .read, timeout: timeout)
        } catch  where error.isWithoutReplicas {
            var query = query
            query.concern = .majority
            return try await find(in: collection, query, limit: limit, timeout: timeout)
        }
    }

    /// Reads at most `limit` documents, as `find` does; nil where they don't fit into one answer of 16 MiB.
    package func findIfFitting(
        in collection: String,
        _ query: FindQuery,
        limit: Int,
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> [BSONDocument]? {
        guard (1...100_000).contains(limit) else { throw .invalid("find takes a limit of 1 to 100000, not \(limit)") }
        return try await wholeBatch(
            of: query.command(on: collection, limit: limit),
            on: collection,
            kind: .read,
            timeout: timeout
        )
    }

    /// Throws unless the server that answered what was read before is the primary still: then none had replaced it by that
    /// time, and nothing newer was missed.
    package func confirmPrimary(timeout: Duration = .seconds(5)) async throws(MongoError) {
        // Whether there is such a document makes no difference.
        _ = try await findOne(
            in: "settings",
            FindQuery(["_id": "directory"], projection: ["_id": 1], concern: .linearizable),
            timeout: timeout
        )
    }

    /// Reads one document; nil when nothing matches.
    package func findOne(
        in collection: String,
        _ query: FindQuery,
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> BSONDocument? {
        try await find(in: collection, query, limit: 1, timeout: timeout).first
    }

    /// The documents of a reply that must not leave a cursor behind.
    func onlyBatch(
        of command: BSONDocument,
        on collection: String,
        kind: CommandKind,
        timeout: Duration
    ) async throws(MongoError) -> [BSONDocument] {
        guard let documents = try await wholeBatch(of: command, on: collection, kind: kind, timeout: timeout) else {
            throw .invalid("the result of \(command.fields.first?.name ?? "") does not fit into one answer")
        }
        return documents
    }

    /// Nil where there are more documents than one reply holds.
    private func wholeBatch(
        of command: BSONDocument,
        on collection: String,
        kind: CommandKind,
        timeout: Duration
    ) async throws(MongoError) -> [BSONDocument]? {
        let cursor = try CursorReply(try await self.command(command, kind: kind, timeout: timeout))
        guard cursor.isExhausted else {
            await killCursor(cursor, on: collection, lane: .shared)
            return nil
        }
        return cursor.documents
    }
}
