/// What a read must not miss. All of them run on the primary.
package enum ReadConcern: String, Sendable {
    /// The newest that the primary has, though another primary may undo it. For hints that are looked into before anything
    /// depends on them, for what was written without waiting for a majority, and for what was final before somebody was led
    /// to it.
    case local
    /// What no change of primary can undo.
    case majority
    /// The same, from a server that still was the primary afterwards: one that was replaced and has not noticed does not
    /// answer. For one document by its `_id`; costs a majority's answer.
    case linearizable

    var document: BSONDocument { ["level": .string(rawValue)] }
}
