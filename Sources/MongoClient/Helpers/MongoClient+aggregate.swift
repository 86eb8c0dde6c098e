extension MongoClient {
    /// Runs an aggregation whose result fits into one answer: at most 100,000 documents and 16 MiB. It sees the newest that the
    /// primary has: sums are for people, and nothing is decided by them.
    ///
    /// - Parameter writes: Set it for a pipeline that ends in `$merge` or `$out`.
    package func aggregate(
        _ collection: String,
        _ pipeline: [BSONDocument],
        hint: BSONValue? = nil,
        writes: Bool = false,
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> [BSONDocument] {
        var command: BSONDocument = [
            "aggregate": .string(collection),
            "pipeline": .array(pipeline.map(BSONValue.document)),
            "cursor": ["batchSize": 100_000],
        ]
        command.append("hint", ifPresent: hint)
        if !writes { command.append("readConcern", .document(ReadConcern.local.document)) }
        return try await onlyBatch(of: command, on: collection, kind: writes ? .readWrite : .read, timeout: timeout)
    }

    /// Counts what matches, by looking at the documents or an index rather than at statistics.
    ///
    /// - Parameter limit: Where to stop counting.
    package func countDocuments(
        in collection: String,
        _ filter: BSONDocument = [:],
        limit: Int? = nil,
        hint: BSONValue? = nil,
        timeout: Duration = .seconds(10)
    ) async throws(MongoError) -> Int {
        var pipeline: [BSONDocument] = [["$match": .document(filter)]]
        if let limit { pipeline.append(["$limit": .int(limit)]) }
        pipeline.append(["$group": ["_id": nil, "count": ["$sum": 1]]])
        let counted = try await aggregate(collection, pipeline, hint: hint, timeout: timeout)
        return Int(clamping: try counted.first?.required("count", \.int64Value) ?? 0)
    }
}
