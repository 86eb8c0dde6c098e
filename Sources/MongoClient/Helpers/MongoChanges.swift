/// A change stream on one collection: what a majority has of it, in the order in which it was written.
///
/// The server ends a stream for many reasons, a change of primary among them: open another behind `token` then.
package struct MongoChanges {
    private let client: MongoClient
    private let collection: String
    private let wait: Duration
    private var cursor: CursorReply
    private var isFirst: Bool
    /// Where to go on in another stream: everything before it was given out by `next`.
    package private(set) var token: BSONDocument?

    /// Longer than that a server is not asked to wait: an answer must come within the URI's time.
    static let longestWait: Duration = .seconds(10)

    init(
        _ client: MongoClient,
        _ collection: String,
        _ pipeline: [BSONDocument],
        after token: BSONDocument?,
        wait: Duration
    ) async throws(MongoError) {
        self.client = client
        self.collection = collection
        self.wait = min(wait, Self.longestWait)
        self.token = token
        var stream: BSONDocument = [:]
        stream.append("resumeAfter", ifPresent: token.map(BSONValue.document))
        let command: BSONDocument = [
            "aggregate": .string(collection),
            "pipeline": .array([.document(["$changeStream": .document(stream)])] + pipeline.map(BSONValue.document)),
            "cursor": [:],
        ]
        cursor = try CursorReply(
            try await client.run(command, kind: .read, lane: .changes, database: nil, timeout: .seconds(10))
        )
        // What came with the opening is still to be given out.
        isFirst = !cursor.documents.isEmpty
        if !isFirst { self.token = cursor.resumeToken ?? token }
    }

    /// The next events, or none when the wait is over. A wait ends with an error when the task is cancelled.
    ///
    /// - Throws: when the stream has ended; `isHistoryLost` of the error tells whether another can't go on behind `token`.
    package mutating func next() async throws(MongoError) -> [BSONDocument] {
        if isFirst {
            isFirst = false
        } else {
            cursor = try await getMore()
        }
        token = cursor.resumeToken ?? cursor.documents.last?.document("_id") ?? token
        return cursor.documents
    }

    private func getMore() async throws(MongoError) -> CursorReply {
        guard !cursor.isExhausted else { throw .unavailable("the change stream has ended", maybeExecuted: false) }
        let command: BSONDocument = ["getMore": .int64(cursor.id), "collection": .string(collection)]
        // A command that was sent is seen through, so the server is told to end it.
        let reply: Result<BSONDocument, MongoError> = await withTaskCancellationHandler {
            do throws(MongoError) {
                return .success(
                    try await client.run(
                        command,
                        kind: .read,
                        lane: .changes,
                        database: nil,
                        timeout: wait + .seconds(5),
                        maxTime: wait
                    )
                )
            } catch {
                return .failure(error)
            }
        } onCancel: { [self] in
            Task { await close() }
        }
        return try CursorReply(try reply.get())
    }

    /// Frees the server's cursor.
    func close() async {
        guard !cursor.isExhausted else { return }
        await client.killCursor(cursor, on: collection, lane: .shared)
    }
}

extension MongoError {
    /// Whether the server's log no longer holds what follows a token (`ChangeStreamHistoryLost`), or can't tell where that is
    /// (`ChangeStreamFatalError`).
    package var isHistoryLost: Bool {
        if case .command(let code, _, _) = self { code == 286 || code == 280 } else { false }
    }

    /// Whether the server can't read as the primary of a replica set, because it is no member of one.
    var isWithoutReplicas: Bool {
        if case .command(let code, _, _) = self { code == 123 } else { false }
    }

    /// Whether the server has no change streams: it is not a member of a replica set.
    package var isWithoutChanges: Bool {
        if case .command(let code, _, _) = self { code == 40573 } else { false }
    }
}
