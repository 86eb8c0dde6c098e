/// A client of one MongoDB deployment. Everything is a command: a document in, a document out.
///
/// libmongoc blocks, so commands run on a few threads of the client's own; callers are suspended meanwhile and
/// resume on their own executor. Every wait ends: at the caller's timeout, or at the timeouts of the URI, which are
/// set where the URI is silent (server selection 3 s, connecting 2 s, an answer 15 s).
///
/// What is sent again by itself after a network error or a change of primary, once, unless the URI says
/// `retryWrites=false` or `retryReads=false`: reads, `findAndModify`, `insert`, and an `update` or `delete` whose
/// statements touch one document each. Such writes carry a transaction number, so that the server applies them once.
package final class MongoClient: Sendable {
    /// The largest command, in bytes of BSON: all documents of one insert together have to fit.
    package static let maximumCommandBytes = MongoConnection.maximumCommandBytes

    /// The database that the URI's path names; `modpilot` if it names none.
    package let database: String
    /// Whether the URI has a read preference or a read concern. They are not followed: everything runs on the primary, and
    /// each read has the concern that it needs.
    package let ignoresReadOptions: Bool
    private let address: String
    private let workers: WorkerPool

    /// Starts the threads; connects with the first command. Blocks for a DNS look-up when the URI is `mongodb+srv`.
    ///
    /// - Parameters:
    ///   - uri: A MongoDB connection string, passed to libmongoc whole.
    ///   - threads: How many commands can be under way at once, 1 to 64.
    ///   - queueLimit: How many more may wait for a thread.
    ///   - appName: What the server's log calls this client, unless the URI names it.
    ///   - longestWait: Cuts every wait short, whatever the URI says: for what is worth nothing when it is late. A thread that
    ///     waits for a server that hangs is free again after so long.
    /// - Throws: `.invalid` for a URI that can't be used; the message holds no password.
    package init(
        uri: String,
        threads: Int = 8,
        queueLimit: Int = 4096,
        appName: String = "modpilot",
        longestWait: Duration? = nil
    ) throws(MongoError) {
        guard (1...64).contains(threads), queueLimit >= 1 else {
            throw .invalid("a MongoDB client takes 1 to 64 threads and a queue limit of at least 1")
        }
        let checked = try MongoURI(uri, appName: appName, longestWait: longestWait)
        database = checked.database
        address = checked.redacted
        ignoresReadOptions = checked.ignoresReadOptions
        workers = try WorkerPool(uri: checked, threads: threads, queueLimit: queueLimit)
    }

    deinit {
        workers.beginClose()
    }

    /// - Throws: `.invalid` for a URI that can't be used; the message holds no password.
    package static func check(uri: String) throws(MongoError) { _ = try MongoURI(uri, appName: "modpilot") }

    /// Runs one command.
    ///
    /// - Parameters:
    ///   - command: The command; its first field is its name. A `writeConcern` in it replaces the URI's.
    ///   - kind: What it does, which decides whether it is sent again.
    ///   - database: Another database than the URI's.
    ///   - timeout: How long the caller waits. A command that still waits for a thread then is dropped; one that was
    ///     sent may still take effect.
    ///   - maxTime: How long the server may work on it (`maxTimeMS`).
    /// - Returns: The server's reply.
    /// - Throws: What went wrong, also when the reply is `ok` but tells of failed statements or durability.
    package func command(
        _ command: BSONDocument,
        kind: CommandKind,
        database: String? = nil,
        timeout: Duration = .seconds(10),
        maxTime: Duration? = nil
    ) async throws(MongoError) -> BSONDocument {
        try await run(command, kind: kind, lane: .shared, database: database, timeout: timeout, maxTime: maxTime)
    }

    /// Fails the commands that wait, waits for those that run, and closes the connections. After `limit` it returns
    /// all the same; the rest then ends in the background. Later commands fail with `.unavailable`.
    package func close(within limit: Duration = .seconds(20)) async {
        await workers.close(within: limit)
    }

    func run(
        _ command: BSONDocument,
        kind: CommandKind,
        lane: MongoRequest.Lane,
        database: String?,
        timeout: Duration,
        maxTime: Duration? = nil
    ) async throws(MongoError) -> BSONDocument {
        let database = database ?? self.database
        guard !command.isEmpty else { throw .invalid("an empty command") }
        guard !database.isEmpty, !database.utf8.contains(0) else { throw .invalid("not a database name") }
        var command = command
        command.append("maxTimeMS", ifPresent: maxTime.map { .int64(max(1, $0.wholeMilliseconds)) })
        let deadline = ContinuousClock.now + timeout
        return try await workers.run(
            MongoRequest(command: command, kind: kind, database: database, lane: lane, deadline: deadline)
        )
    }
}

extension MongoClient: CustomStringConvertible {
    /// Scheme, hosts and database: no user, no password, no options.
    package var description: String { address }
}

extension Duration {
    /// Rounded down.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
