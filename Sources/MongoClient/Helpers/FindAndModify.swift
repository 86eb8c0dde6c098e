/// What `findAndModify` is asked for.
package struct FindAndModify: Sendable {
    package enum Change: Sendable {
        /// Update operators or a replacement.
        case update(BSONDocument)
        /// An update pipeline, in which `$$NOW` is the server's clock.
        case pipeline([BSONDocument])
        case remove
    }

    /// Which state of the document to return.
    package enum Return: Sendable {
        case before
        case after
    }

    package var filter: BSONDocument
    package var change: Change
    /// Which of several matches is taken.
    package var sort: BSONDocument?
    /// Which fields to return.
    package var projection: BSONDocument?
    package var returning: Return
    package var upsert: Bool
    /// An index by its key pattern or its name.
    package var hint: BSONValue?

    package init(
        _ filter: BSONDocument,
        _ change: Change,
        sort: BSONDocument? = nil,
        projection: BSONDocument? = nil,
        returning: Return = .after,
        upsert: Bool = false,
        hint: BSONValue? = nil
    ) {
        self.filter = filter
        self.change = change
        self.sort = sort
        self.projection = projection
        self.returning = returning
        self.upsert = upsert
        self.hint = hint
    }

    func command(on collection: String, writeConcern: WriteConcern) -> BSONDocument {
        var command: BSONDocument = ["findAndModify": .string(collection), "query": .document(filter)]
        command.append("sort", ifPresent: sort.map(BSONValue.document))
        switch change {
        case .update(let document): command.append("update", .document(document))
        case .pipeline(let stages): command.append("update", .array(stages.map(BSONValue.document)))
        case .remove: command.append("remove", true)
        }
        // A removal knows no other state than the one before, and no upsert.
        if case .remove = change {
        } else {
            command.append("new", .bool(returning == .after))
            command.append("upsert", .bool(upsert))
        }
        command.append("fields", ifPresent: projection.map(BSONValue.document))
        command.append("hint", ifPresent: hint)
        command.append("writeConcern", .document(writeConcern.document))
        return command
    }
}
