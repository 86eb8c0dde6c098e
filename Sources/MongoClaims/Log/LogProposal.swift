import Moderation
import MongoClient

/// An entry about to be appended.
struct LogProposal: Sendable {
    var seq: Int64
    /// A new one for each seq; repeated with a repeated attempt.
    var nonce: String
    var epoch: Int64
    var digest: Int64
    var isAhead = false
    var clock: EntryClock
    /// By MongoDB's clock: later, the place may have been given out and forgotten since the writer last looked.
    var validUntil: Timestamp
    var commands: [BSONDocument]
    var results: [LoggedResult]
}
