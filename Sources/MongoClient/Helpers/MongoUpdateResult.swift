/// What an update command did.
package struct MongoUpdateResult: Hashable, Sendable {
    /// Documents that matched, those that an upsert inserted left out.
    package let matched: Int
    /// Documents that were changed; one that already was as wanted matches without being modified.
    package let modified: Int
    /// The `_id` of each inserted document by the statement's position in the command.
    package let upserted: [Int: BSONValue]
}
