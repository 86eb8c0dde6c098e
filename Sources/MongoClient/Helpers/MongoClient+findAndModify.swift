extension MongoClient {
    /// Changes or removes one document and returns it, in one step.
    ///
    /// - Returns: The document in the wanted state; nil when nothing matched, or when an upsert inserted it and the
    ///   state before was wanted.
    /// - Throws: `.duplicateKey` when the change meets a unique index.
    package func findAndModify(
        in collection: String,
        _ request: FindAndModify,
        writeConcern: WriteConcern = .majority(),
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> BSONDocument? {
        let command = request.command(on: collection, writeConcern: writeConcern)
        return try await self.command(command, kind: .write, timeout: timeout).document("value")
    }
}
