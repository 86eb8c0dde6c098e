/// What became of an insert, update or delete command of which some statements were refused.
package struct MongoWriteFailure: Hashable, Sendable {
    /// The refused statements, in the order of the command.
    package let errors: [MongoWriteError]
    /// How many documents the other statements inserted, matched or deleted.
    package let applied: Int
    /// Set when, besides, the durability of what was applied was not confirmed.
    package let writeConcern: MongoWriteConcernFailure?
}
