/// Why a command has no result, grouped by who can do something about it.
package enum MongoError: Error, Hashable, Sendable {
    // The caller may try again later.

    /// No server could be reached, the connection broke, or the server is not, or is no longer, the primary.
    ///
    /// `maybeExecuted` tells whether a write may have been applied all the same; it is false for reads.
    case unavailable(String, maybeExecuted: Bool)
    /// The caller's time passed. False: the command was dropped before it was sent. True: it is a write that had
    /// been sent and whose outcome is unknown.
    case timedOut(maybeExecuted: Bool)
    /// Too many commands wait already; this one was not sent.
    case overloaded
    /// The calling task was cancelled before the command was sent.
    case cancelled

    // The caller's data met other data.

    /// A unique index refused the write: the message and, where the server tells, which index and value.
    case duplicateKey(message: String, pattern: BSONDocument?, value: BSONDocument?)
    /// Some statements of an insert, update or delete were refused, the others were applied.
    case writeErrors(MongoWriteFailure)
    /// The write was applied on the primary, but the wanted durability was not confirmed.
    case writeConcernFailed(MongoWriteConcernFailure)

    // A developer or an operator must look.

    /// The server refused the command.
    case command(code: Int, name: String, message: String)
    /// The request can't be sent as it is, or the URI can't be used.
    case invalid(String)
    /// What came back or was stored is not what it should be.
    case malformed(String)
}

extension MongoError {
    /// Whether a unique index is all that was in the way: of the one command, or of every refused statement.
    package var isDuplicateKey: Bool {
        switch self {
        case .duplicateKey: true
        case .writeErrors(let failure):
            failure.writeConcern == nil && failure.errors.allSatisfy { $0.code == MongoWriteError.duplicateKeyCode }
        default: false
        }
    }

    /// Whether a write that ended in this error may have changed data.
    package var maybeExecuted: Bool {
        switch self {
        case .unavailable(_, let maybe), .timedOut(let maybe): maybe
        case .writeErrors, .writeConcernFailed: true
        default: false
        }
    }

    /// The error of a write that was sent a second time after the first sending ended in `first`: that the second
    /// was not executed says nothing of the first.
    func following(_ first: MongoError?) -> MongoError {
        guard let first, first.maybeExecuted, case .unavailable(let reason, maybeExecuted: false) = self else {
            return self
        }
        return .unavailable(reason, maybeExecuted: true)
    }
}
