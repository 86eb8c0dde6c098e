import Lines
import MongoClient

/// A command of a caller that waits for its entry.
struct WaitingCommand: Sendable {
    let id: UInt64
    let command: LineCommand
    /// The command as it goes into the entry.
    let document: BSONDocument
    /// Of the document, as BSON.
    let bytes: Int
    let epoch: Int64
    /// Of a command that acknowledges: the decision in JSON.
    let decision: String?
}
