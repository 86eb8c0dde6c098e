/// One statement of an update command.
package struct MongoUpdate: Sendable {
    package var filter: BSONDocument
    /// Update operators or a replacement (a document), or an update pipeline (an array).
    package var change: BSONValue
    /// Whether to insert when nothing matches.
    package var upsert: Bool
    /// Whether to change all that match. Commands with such statements are not sent again by themselves.
    package var multi: Bool
    /// An index by its key pattern or its name.
    package var hint: BSONValue?

    package init(
        _ filter: BSONDocument,
        _ change: BSONValue,
        upsert: Bool = false,
        multi: Bool = false,
        hint: BSONValue? = nil
    ) {
        self.filter = filter
        self.change = change
        self.upsert = upsert
        self.multi = multi
        self.hint = hint
    }

    var statement: BSONDocument {
        var statement: BSONDocument = [
            "q": .document(filter), "u": change, "upsert": .bool(upsert), "multi": .bool(multi),
        ]
        statement.append("hint", ifPresent: hint)
        return statement
    }
}
