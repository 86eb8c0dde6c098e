extension MongoClient {
    /// Deletes what matches.
    ///
    /// - Parameter one: Whether to stop after one document; only then is the command sent again by itself.
    /// - Returns: How many were deleted.
    @discardableResult
    package func delete(
        from collection: String,
        _ filter: BSONDocument,
        one: Bool,
        writeConcern: WriteConcern = .majority(),
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> Int {
        let reply = try await command(
            [
                "delete": .string(collection),
                "writeConcern": .document(writeConcern.document),
                "deletes": [["q": .document(filter), "limit": one ? 1 : 0]],
            ],
            kind: .write,
            timeout: timeout
        )
        return Int(clamping: try reply.required("n", \.int64Value))
    }
}
