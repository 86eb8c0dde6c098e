import CMongoC

/// One worker's libmongoc client, with the session that the worker keeps. Used on the worker's thread alone; every
/// call blocks, for as long as the URI's timeouts allow.
@safe struct MongoConnection: ~Copyable {
    /// What a server takes in one command, libmongoc's additions (session, cluster time) left aside.
    static let maximumCommandBytes = 16 * 1024 * 1024

    private let pool: MongoPool
    private let lane: MongoRequest.Lane
    private let client: OpaquePointer
    private var session: MongoSession?

    /// - Throws: `.unavailable` when libmongoc hands out no client.
    init(pool: MongoPool, lane: MongoRequest.Lane) throws(MongoError) {
        guard let client = unsafe pool.pop() else {
            throw .unavailable("libmongoc handed out no client", maybeExecuted: false)
        }
        self.pool = pool
        self.lane = lane
        unsafe self.client = unsafe client
    }

    deinit {
        // Sessions belong to the client: they go first.
        session?.end()
        unsafe pool.push(client)
    }

    mutating func run(_ request: MongoRequest) throws(MongoError) -> BSONDocument {
        guard lane == .shared else { return try runInSession(request) }
        guard request.kind == .write, pool.uri.retriesWrites, Self.isRetryable(request.command) else {
            return try send(request.command, of: request, session: nil).result(of: request.kind)
        }
        return try runRetrying(request)
    }

    /// A cursor belongs to the session that opened it, so all of this lane's commands share one.
    private mutating func runInSession(_ request: MongoRequest) throws(MongoError) -> BSONDocument {
        let session = try openSession()
        let answer = try send(request.command, of: request, session: session)
        if answer.isNetworkError { endSession() }
        return try answer.result(of: request.kind)
    }

    /// Of all that comes through its command helpers, libmongoc 1.23 sends only `findAndModify` again, and hides
    /// whether it did. So every write gets its session, transaction number and one second chance here. The number
    /// makes the server apply the command once and answer the second sending with the first one's outcome.
    private mutating func runRetrying(_ request: MongoRequest) throws(MongoError) -> BSONDocument {
        let session = try openSession()
        guard session.allowsTransactionNumbers else {
            return try send(request.command, of: request, session: session).result(of: request.kind)
        }
        var command = request.command
        command["txnNumber"] = .int64(MongoSession.nextTransactionNumber())
        let first = try send(command, of: request, session: session)
        // A connection that broke leaves the session in doubt.
        var isInDoubt = first.isNetworkError
        defer { if isInDoubt { endSession() } }
        // A caller that has stopped waiting must not be surprised by a late second attempt.
        guard first.allowsRetry, ContinuousClock.now < request.deadline else {
            return try first.result(of: request.kind)
        }
        let second = try send(command, of: request, session: session)
        isInDoubt = isInDoubt || second.isNetworkError
        return try second.result(of: request.kind, after: first)
    }

    /// Whether the server takes a transaction number for the command: each statement touches one document at most.
    private static func isRetryable(_ command: BSONDocument) -> Bool {
        switch command.fields.first?.name {
        case "findAndModify", "insert": true
        case "update": command.array("updates")?.allSatisfy { $0.documentValue?.bool("multi") != true } ?? false
        case "delete": command.array("deletes")?.allSatisfy { $0.documentValue?.int64("limit") == 1 } ?? false
        default: false
        }
    }

    private mutating func openSession() throws(MongoError) -> MongoSession {
        if let session { return session }
        // The client is this connection's, and outlives its sessions.
        let opened = try unsafe MongoSession(client: client)
        session = opened
        return opened
    }

    private mutating func endSession() {
        session?.end()
        session = nil
    }

    private func send(
        _ command: BSONDocument,
        of request: MongoRequest,
        session: MongoSession?
    ) throws(MongoError) -> MongoAnswer {
        var (command, options) = (command, BSONDocument())
        // Given as options, the concerns replace those of the URI; inside the command they would stand beside them.
        for concern in ["writeConcern", "readConcern"] {
            if let value = command[concern] { options.append(concern, value) }
            command[concern] = nil
        }
        guard options.document("writeConcern")?.int64("w") != 0 else {
            throw .invalid("a write concern of w: 0 leaves the write unconfirmed")
        }
        let bytes = try command.encoded()
        guard bytes.count <= Self.maximumCommandBytes else {
            throw .invalid("the command takes \(bytes.count) bytes; the limit is \(Self.maximumCommandBytes)")
        }
        return try send(bytes, try options.encoded(), of: request, session: session)
    }

    private func send(
        _ command: [UInt8],
        _ options: [UInt8],
        of request: MongoRequest,
        session: MongoSession?
    ) throws(MongoError) -> MongoAnswer {
        let kind =
            switch request.kind {
            case .read: MODPILOT_MONGO_READ
            case .write: MODPILOT_MONGO_WRITE
            case .readWrite: MODPILOT_MONGO_READ_WRITE
            }
        var error = bson_error_t()
        var reply: UnsafeMutablePointer<UInt8>?
        var length: UInt32 = 0
        // The arrays outlive the call, which keeps no pointer; client and session belong to this thread.
        let succeeded = unsafe modpilot_mongo_command(
            client,
            session?.pointer,
            kind,
            request.database,
            command,
            command.count,
            options,
            options.count,
            &reply,
            &length,
            &error
        )
        // The reply is the caller's to free, `length` bytes long, and copied before that.
        defer { unsafe bson_free(reply) }
        let bytes = unsafe Array(UnsafeBufferPointer(start: reply, count: Int(length)))
        let document = bytes.isEmpty ? BSONDocument() : try BSONDocument(encoded: bytes)
        return MongoAnswer(succeeded: succeeded, reply: document, error: error)
    }
}
