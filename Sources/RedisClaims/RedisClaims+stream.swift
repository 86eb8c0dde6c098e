package import Moderation
import RedisClient

extension RedisClaims: VerdictStream {
    /// A script blocks Redis while it runs, and the reply stands in memory at once: this much is a millisecond or so.
    private static let mostEntries: Int64 = 200
    private static let mostBytes: Int64 = 2 << 20
    /// What was taken and not settled for this long is taken over. Longer than an ingest takes, so that nobody works twice
    /// where nobody died; it would do no harm.
    static let takenOverAfter: Duration = .seconds(10)

    package func nonempty(among clients: [Client]) async throws(StoreFailure) -> [Client] {
        let replies: [RedisValue]
        do throws(RedisError) {
            replies = try await connection.sendAll(
                clients.map { ["EXISTS", .string(ClaimKeys.verdicts(of: $0.id))] }
            )
        } catch {
            throw StoreFailure("\(error)", maybeDone: false)
        }
        // What can't be told is left to the call that takes, which says why.
        return zip(clients, replies).compactMap { $1 == .integer(0) ? nil : $0 }
    }

    package func take(for client: Client, longest: Int) async throws(StoreFailure) -> StreamBatch {
        var (_, reply, _) = try await run(
            ClaimScript.take,
            client,
            queue: .default,
            moreKeys: ClaimKeys.inbound(of: client.id),
            [
                .integer(Self.mostEntries), .integer(Self.mostBytes), .integer(Self.takenOverAfter.inMilliseconds),
                .integer(Int64(longest)),
            ]
        )
        let stream = try reply.generation()
        var fields = try reply.list()
        var entries: [StreamEntry] = []
        while !fields.isAtEnd { entries.append(try fields.entry(of: stream)) }
        return StreamBatch(stream: stream, entries: entries)
    }

    package func settle(
        _ outcomes: [(entry: StreamEntry, outcome: EntryOutcome)],
        of batch: StreamBatch,
        for client: Client
    ) async throws(StoreFailure) -> (stored: Int, refused: Int) {
        guard !outcomes.isEmpty else { return (0, 0) }
        var (_, reply, _) = try await run(
            ClaimScript.settle,
            client,
            queue: .default,
            moreKeys: ClaimKeys.inbound(of: client.id),
            [
                .integer(batch.stream.number), .integer(client.settings.resultsKept.inMilliseconds),
                .integer(Self.takenOverAfter.inMilliseconds),
            ] + outcomes.flatMap { [.string($0.entry.id)] + $0.outcome.arguments }
        )
        return (try reply.count(), try reply.count())
    }
}

extension EntryOutcome {
    /// As `settle` takes it.
    fileprivate var arguments: [RedisArgument] {
        switch self {
        case .stored: ["stored", ""]
        case .again: ["again", ""]
        case .refused(let code, let detail): [.string(code), .string(detail)]
        }
    }
}

extension ScriptReply {
    fileprivate mutating func entry(of stream: Generation) throws(StoreFailure) -> StreamEntry {
        let id = try string()
        guard let position = StreamPosition(stream: stream, entry: id) else {
            throw StoreFailure("Redis named an entry \(id), which is no id of a stream")
        }
        let field = try value()
        let text: StreamEntry.Text
        if let bytes = field.bytes {
            text = .bytes(bytes)
        } else {
            text = field.integer.map { .tooLong(Int($0)) } ?? .missing
        }
        return StreamEntry(id: id, position: position, text: text)
    }
}
