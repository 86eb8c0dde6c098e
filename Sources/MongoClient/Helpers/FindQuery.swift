/// What to read from a collection.
package struct FindQuery: Sendable {
    package var filter: BSONDocument
    package var projection: BSONDocument?
    package var sort: BSONDocument?
    /// An index by its key pattern or its name.
    package var hint: BSONValue?
    package var concern: ReadConcern

    package init(
        _ filter: BSONDocument = [:],
        projection: BSONDocument? = nil,
        sort: BSONDocument? = nil,
        hint: BSONValue? = nil,
        concern: ReadConcern = .majority
    ) {
        self.filter = filter
        self.projection = projection
        self.sort = sort
        self.hint = hint
        self.concern = concern
    }

    /// - Parameter limit: how many documents, in one answer.
    func command(on collection: String, limit: Int) -> BSONDocument {
        var command = command(on: collection)
        command.append("limit", .int(limit))
        command.append("batchSize", .int(limit))
        return command
    }

    func command(on collection: String) -> BSONDocument {
        var command: BSONDocument = ["find": .string(collection), "filter": .document(filter)]
        command.append("projection", ifPresent: projection.map(BSONValue.document))
        command.append("sort", ifPresent: sort.map(BSONValue.document))
        command.append("hint", ifPresent: hint)
        command.append("readConcern", .document(concern.document))
        return command
    }
}
