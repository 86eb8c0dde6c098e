extension MongoClient {
    /// Creates the indexes that are missing; those that are there already, as described, are left as they are.
    ///
    /// - Throws: `.command` when an index of that name or those keys exists otherwise, `.duplicateKey` when the data
    ///   breaks a unique one.
    package func createIndexes(
        on collection: String,
        _ indexes: [MongoIndex],
        timeout: Duration = .seconds(14)
    ) async throws(MongoError) {
        _ = try await command(
            [
                "createIndexes": .string(collection),
                "indexes": .array(indexes.map { .document($0.specification) }),
            ],
            kind: .write,
            timeout: timeout
        )
    }
}
