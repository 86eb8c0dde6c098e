import Lines
import Moderation
import MongoClient

/// One step of a client's line: commands that are applied together, at one instant.
struct LogEntry: Sendable, Equatable {
    /// Counts from 1. The order of entries is the order in which a majority had them.
    var seq: Int64
    /// Which attempt wrote it; empty for one that came too late and changes nothing.
    var by: String
    /// The epoch in which the commands are applied.
    var epoch: Int64
    /// The line's clock: MongoDB's, and never earlier than the entry before.
    var at: Timestamp
    /// MongoDB's clock when it was written, as it was.
    var writtenAt: Timestamp
    /// Of the line before the entry; says nothing where the entry went ahead.
    var digest: Int64
    /// Whether its writer did not know all entries before it (`LogTurn`).
    var isAhead = false
    /// As documents. Left out where the reader wrote them.
    var commands: [BSONDocument]

    /// Of the commands, as BSON.
    var bytes: Int { commands.reduce(0) { $0 + $1.encodedByteCount } }

    func readCommands() throws(MongoError) -> [LineCommand] {
        try commands.map { document throws(MongoError) in try CommandDocument.read(document) }
    }
}
