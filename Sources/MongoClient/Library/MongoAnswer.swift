import CMongoC

/// What libmongoc gave back for one command.
struct MongoAnswer {
    let succeeded: Bool
    let reply: BSONDocument
    let error: bson_error_t

    /// Whether sending the same write again, under the same transaction number, is safe and may help.
    var allowsRetry: Bool {
        isNetworkError || reply.array("errorLabels")?.contains("RetryableWriteError") ?? false
    }

    /// Whether the connection failed, rather than the server refused.
    var isNetworkError: Bool { !succeeded && error.isNetwork }

    /// The reply, or the error that its contents and libmongoc's own report stand for.
    func result(of kind: CommandKind) throws(MongoError) -> BSONDocument {
        if let failure = ReplyFailure.failure(in: reply, kind: kind) { throw failure }
        guard succeeded else { throw clientError(kind) }
        return reply
    }

    /// The outcome of a write that was sent twice under the same transaction number.
    func result(of kind: CommandKind, after first: MongoAnswer) throws(MongoError) -> BSONDocument {
        // Without an answer to the second sending, what is known is what the first one left open.
        guard succeeded || reply["ok"] != nil else { return try first.result(of: kind) }
        do throws(MongoError) {
            return try result(of: kind)
        } catch {
            throw error.following(first.failure(of: kind))
        }
    }

    private func failure(of kind: CommandKind) -> MongoError? {
        do throws(MongoError) {
            _ = try result(of: kind)
            return nil
        } catch {
            return error
        }
    }

    /// The server didn't answer: libmongoc says why.
    private func clientError(_ kind: CommandKind) -> MongoError {
        let text = error.text
        let writes = !kind.isRead
        switch mongoc_error_domain_t(error.domain) {
        case MONGOC_ERROR_SERVER_SELECTION:
            return .unavailable(text, maybeExecuted: false)
        case MONGOC_ERROR_STREAM:
            // Other codes say that no connection came about, so nothing was sent.
            return .unavailable(text, maybeExecuted: writes && error.code == MONGOC_ERROR_STREAM_SOCKET.rawValue)
        case MONGOC_ERROR_PROTOCOL where error.isNetwork:
            return .unavailable(text, maybeExecuted: writes)
        case MONGOC_ERROR_CLIENT where error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue,
            MONGOC_ERROR_SCRAM, MONGOC_ERROR_SASL:
            return .command(code: 18, name: "AuthenticationFailed", message: text)
        case MONGOC_ERROR_COMMAND where text.hasPrefix("Cannot assemble command for invalidated server"):
            // The server was lost between its selection and the sending.
            return .unavailable(text, maybeExecuted: false)
        case MONGOC_ERROR_COMMAND, MONGOC_ERROR_BSON:
            return .invalid(text)
        default:
            return .command(code: Int(error.code), name: "client", message: text)
        }
    }
}
