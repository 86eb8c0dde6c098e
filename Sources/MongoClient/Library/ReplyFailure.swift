/// Reads failures out of a server's reply.
enum ReplyFailure {
    /// What is wrong according to the reply; nil when the command did all that it should, or when the reply is not
    /// a server's.
    static func failure(in reply: BSONDocument, kind: CommandKind) -> MongoError? {
        guard let ok = reply["ok"] else { return nil }
        guard ok.boolValue ?? (ok.doubleValue != 0) else { return refusal(reply, kind: kind) }
        let writeConcern = reply.document("writeConcernError").map(Self.writeConcernFailure)
        let errors = (reply.array("writeErrors") ?? []).compactMap(\.documentValue).map(writeError)
        if !errors.isEmpty {
            let applied = Int(clamping: reply.int64("n") ?? 0)
            return .writeErrors(MongoWriteFailure(errors: errors, applied: applied, writeConcern: writeConcern))
        }
        return writeConcern.map(MongoError.writeConcernFailed)
    }

    private static func refusal(_ reply: BSONDocument, kind: CommandKind) -> MongoError {
        let code = Int(clamping: reply.int64("code") ?? 0)
        let name = reply.string("codeName") ?? ""
        let message = reply.string("errmsg") ?? "the server gave no reason"
        let writes = !kind.isRead
        switch code {
        case 11000, 11001, 12582:
            let (pattern, value) = (reply.document("keyPattern"), reply.document("keyValue"))
            return .duplicateKey(message: message, pattern: pattern, value: value)
        // NotWritablePrimary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary: refused before anything was done.
        case 10107, 13435, 13436:
            return .unavailable(named(name, message), maybeExecuted: false)
        // Interrupted by a shutdown, a step-down or the network behind the server: perhaps half-way.
        case 6, 7, 89, 91, 189, 9001, 11600, 11602:
            return .unavailable(named(name, message), maybeExecuted: writes)
        // MaxTimeMSExpired, ExceededTimeLimit.
        case 50, 262:
            return .timedOut(maybeExecuted: writes)
        default:
            return .command(code: code, name: name, message: message)
        }
    }

    private static func named(_ name: String, _ message: String) -> String {
        name.isEmpty ? message : "\(name): \(message)"
    }

    private static func writeError(_ document: BSONDocument) -> MongoWriteError {
        MongoWriteError(
            index: Int(clamping: document.int64("index") ?? 0),
            code: Int(clamping: document.int64("code") ?? 0),
            message: document.string("errmsg") ?? ""
        )
    }

    private static func writeConcernFailure(_ document: BSONDocument) -> MongoWriteConcernFailure {
        MongoWriteConcernFailure(
            code: Int(clamping: document.int64("code") ?? 0),
            name: document.string("codeName") ?? "",
            message: document.string("errmsg") ?? ""
        )
    }
}
