extension MongoClient {
    /// Inserts documents in one command. Nothing is split: at most 100,000 documents, all together at most
    /// `maximumCommandBytes` (16 MiB; see `BSONDocument.encodedByteCount`).
    ///
    /// - Parameter ordered: Whether the first refused document stops the rest.
    /// - Returns: How many were inserted, which is all of them.
    /// - Throws: `.writeErrors` with index and code of each refused document.
    @discardableResult
    package func insert(
        into collection: String,
        _ documents: [BSONDocument],
        ordered: Bool = true,
        writeConcern: WriteConcern = .majority(),
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> Int {
        guard (1...100_000).contains(documents.count) else {
            throw .invalid("an insert takes 1 to 100000 documents, not \(documents.count)")
        }
        let reply = try await command(
            [
                "insert": .string(collection),
                "ordered": .bool(ordered),
                "writeConcern": .document(writeConcern.document),
                "documents": .array(documents.map(BSONValue.document)),
            ],
            kind: .write,
            timeout: timeout
        )
        return Int(clamping: try reply.required("n", \.int64Value))
    }
}
