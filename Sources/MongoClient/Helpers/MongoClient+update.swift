extension MongoClient {
    /// Runs update statements in one command, under the limits of an insert.
    ///
    /// - Throws: `.writeErrors` with index and code of each refused statement.
    @discardableResult
    package func update(
        in collection: String,
        _ updates: [MongoUpdate],
        ordered: Bool = true,
        writeConcern: WriteConcern = .majority(),
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> MongoUpdateResult {
        guard (1...100_000).contains(updates.count) else {
            throw .invalid("an update takes 1 to 100000 statements, not \(updates.count)")
        }
        let reply = try await command(
            [
                "update": .string(collection),
                "ordered": .bool(ordered),
                "writeConcern": .document(writeConcern.document),
                "updates": .array(updates.map { .document($0.statement) }),
            ],
            kind: .write,
            timeout: timeout
        )
        let upserted = (reply.array("upserted") ?? []).compactMap(\.documentValue).compactMap { entry in
            entry.int64("index").flatMap { index in entry["_id"].map { (Int(index), $0) } }
        }
        // `n` counts matched and inserted documents together.
        return MongoUpdateResult(
            matched: Int(clamping: try reply.required("n", \.int64Value)) - upserted.count,
            modified: Int(clamping: try reply.required("nModified", \.int64Value)),
            upserted: Dictionary(upserted) { first, _ in first }
        )
    }

    /// Runs one update statement.
    ///
    /// - Throws: `.writeErrors` when it is refused.
    @discardableResult
    package func update(
        in collection: String,
        _ update: MongoUpdate,
        writeConcern: WriteConcern = .majority(),
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> MongoUpdateResult {
        try await self.update(in: collection, [update], writeConcern: writeConcern, timeout: timeout)
    }
}
