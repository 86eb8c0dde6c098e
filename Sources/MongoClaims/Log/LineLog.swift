import Moderation
import MongoClient
import MongoShared

/// The log of one client's line: entries in the collection `line_log`, each appended by one server at a seq for which
/// others may compete.
///
/// Whoever asks gets what a majority has, so that nothing is built on an entry that a change of primary can undo. The
/// newest entry is never deleted, so a reader who begins with an entry that it knows sees whether it missed any.
struct LineLog: Sendable {
    static let collection = "line_log"

    let mongo: MongoClient
    let client: ClientID
    let time: LineTime

    /// So long a majority may take to confirm an entry before it is asked again.
    private static let appendTime: Duration = .seconds(3)
    /// What one read takes at most; far below an answer's 16 MiB, unless entries are large.
    static let mostEntriesRead = 2_000

    /// Appends, unless an entry stands there; tells which one does.
    func append(_ proposal: LogProposal) async -> AppendAnswer {
        do throws(MongoError) {
            let document = try await mongo.findAndModify(
                in: Self.collection,
                FindAndModify(
                    ["_id": LogDocument.id(client, proposal.seq)],
                    .pipeline(LogDocument.pipeline(proposal, of: client, shift: time.shift)),
                    projection: LogDocument.projection(without: ["$eq": ["$by", .string(proposal.nonce)]]),
                    upsert: true
                ),
                writeConcern: .majority(timeout: Self.appendTime),
                timeout: Self.appendTime
            )
            guard let document else { throw .malformed("line_log: no entry behind its upsert") }
            let entry = try LogDocument.read(document)
            return entry.by == proposal.nonce ? .ours(entry) : .others(entry)
        } catch {
            // Two that insert at once can meet in the index: the entry that was faster shows when it is asked again.
            if error.maybeExecuted || error.isDuplicateKey { return .unknown(StoreFailure(error)) }
            return .notDone(StoreFailure(error))
        }
    }

    /// Entries from `seq` on, in their order; the commands of `seq` itself are left out.
    func entries(from seq: Int64) async throws(MongoError) -> LogPage {
        let reply = try await mongo.command(
            [
                "find": .string(Self.collection),
                "filter": ["_id": ["$gte": LogDocument.id(client, seq), "$lte": LogDocument.id(client, .max)]],
                "projection": .document(LogDocument.projection(without: ["$eq": ["$seq", .int64(seq)]])),
                "sort": ["_id": 1],
                "limit": .int(Self.mostEntriesRead), "batchSize": .int(Self.mostEntriesRead), "singleBatch": true,
                "readConcern": ["level": "majority"],
            ],
            kind: .read,
            timeout: .seconds(5)
        )
        let cursor = try reply.required("cursor", \.documentValue)
        return LogPage(
            entries: try cursor.required("firstBatch", \.arrayValue).compactMap(\.documentValue)
                .map { document throws(MongoError) in try LogDocument.read(document) }
        )
    }
}
