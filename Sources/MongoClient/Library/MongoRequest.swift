/// A command on its way to a worker.
struct MongoRequest: Sendable {
    let command: BSONDocument
    let kind: CommandKind
    let database: String
    let lane: Lane
    /// When the caller stops waiting.
    let deadline: ContinuousClock.Instant

    /// The workers that a request may run on.
    enum Lane: Int, Sendable, CaseIterable {
        /// Any of the client's threads.
        case shared
        /// The one thread that all cursors live on: a cursor's pages must be read in the session that opened it,
        /// and a session belongs to one libmongoc client. Long reads therefore never hold up short commands.
        case cursors
        /// The one thread for change streams, whose reads wait for something to happen.
        case changes
    }
}
