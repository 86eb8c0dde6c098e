/// An index to create.
package struct MongoIndex: Sendable {
    package var name: String
    /// Fields in order, 1 or -1 each.
    package var keys: BSONDocument
    package var unique: Bool
    /// Only documents that match are in it.
    package var partialFilter: BSONDocument?
    /// Documents are deleted this long after the date in the one field of the index.
    package var expiresAfter: Duration?

    package init(
        _ name: String,
        on keys: BSONDocument,
        unique: Bool = false,
        partialFilter: BSONDocument? = nil,
        expiresAfter: Duration? = nil
    ) {
        self.name = name
        self.keys = keys
        self.unique = unique
        self.partialFilter = partialFilter
        self.expiresAfter = expiresAfter
    }

    var specification: BSONDocument {
        var specification: BSONDocument = ["key": .document(keys), "name": .string(name)]
        if unique { specification.append("unique", true) }
        specification.append("partialFilterExpression", ifPresent: partialFilter.map(BSONValue.document))
        specification.append("expireAfterSeconds", ifPresent: expiresAfter.map { .int64($0.components.seconds) })
        return specification
    }
}
