import Moderation
import MongoClient

/// Puts a client's decisions into the log of results.
///
/// A decision's own write notes the round in the item as not in the log (`unlogged`); whoever reads results, and every pass
/// behind the calls, appends what is noted. Numbers are given by inserting: the newest and one more, which one of several
/// servers gets, and the others go on behind it. Whoever sees a number of the log sees all before it, since each was inserted by
/// somebody who saw the one before. The note goes last; where it is lost with its writer, the log has the decision already.
struct ResultsAppender {
    let mongo: MongoClient
    let client: Client

    /// - Parameter now: by MongoDB's clock.
    func append(_ decisions: [StoredDecision], at now: Timestamp) async throws(MongoError) {
        let since = now.milliseconds - client.settings.resultsKept.inMilliseconds
        var rest = decisions.filter { $0.decision.decidedAt.milliseconds > since }.sorted {
            ($0.decision.decidedAt, $0.decision.id) < ($1.decision.decidedAt, $1.decision.id)
        }
        var wasFirst = true
        for attempt in 0..<Self.attempts where !rest.isEmpty {
            guard try await !insert(rest) else {
                rest = []
                break
            }
            wasFirst = false
            rest = try await missing(of: rest)
            if !rest.isEmpty { try? await Task.sleep(for: .milliseconds(Int.random(in: 0...(2 * attempt + 1)))) }
        }
        guard rest.isEmpty else { throw .unavailable("other servers append results all the time", maybeExecuted: true) }
        try await note(decisions, wasFirst: wasFirst)
    }

    /// With each attempt somebody gets on.
    private static let attempts = 50

    /// False where another server has put in any of it, or has taken one of the numbers.
    private func insert(_ decisions: [StoredDecision]) async throws(MongoError) -> Bool {
        let first = try await newest() + 1
        let documents = zip(decisions.indices, decisions).map { index, stored in
            ResultDocument.make(
                stored,
                number: first + Int64(index),
                isLast: index == decisions.count - 1,
                for: client
            )
        }
        do throws(MongoError) {
            try await mongo.insert(into: MongoRecords.results, documents, ordered: true)
            return true
        } catch .writeErrors(let failure)
            where failure.writeConcern == nil && failure.errors.allSatisfy({ $0.isDuplicateKey })
        {
            return false
        }
    }

    /// The last number that was given; 0 where none was.
    func newest() async throws(MongoError) -> Int64 {
        let filter: BSONDocument = ["client": .string(client.id.description)]
        let query = FindQuery(filter, projection: ["_id": 0, "n": 1], sort: ["n": -1], hint: "by_number")
        return try await find(query, limit: 1).first?.required("n", \.placeValue) ?? 0
    }

    private func missing(of decisions: [StoredDecision]) async throws(MongoError) -> [StoredDecision] {
        let ids = decisions.map { ResultDocument.id(client.id, $0.decision) }
        let query = FindQuery(["_id": ["$in": .array(ids)]], projection: ["post": 1, "round": 1])
        var known: Set<EndedRound> = []
        for document in try await find(query, limit: ids.count) {
            known.insert(
                EndedRound(
                    post: try ItemDocument.post(of: document),
                    round: try document.required("round", \.countValue)
                )
            )
        }
        return decisions.filter { !known.contains(EndedRound(post: $0.decision.post, round: $0.decision.round)) }
    }

    /// As the primary has it now: what it sees of others that no majority has yet is waited for before anybody reads it.
    private func find(_ query: FindQuery, limit: Int) async throws(MongoError) -> [BSONDocument] {
        var command: BSONDocument = [
            "find": .string(MongoRecords.results), "filter": .document(query.filter), "limit": .int(limit),
            "batchSize": .int(limit), "singleBatch": true,
        ]
        command.append("projection", ifPresent: query.projection.map(BSONValue.document))
        command.append("sort", ifPresent: query.sort.map(BSONValue.document))
        command.append("hint", ifPresent: query.hint)
        let cursor = try await mongo.command(command, kind: .read).required("cursor", \.documentValue)
        return try cursor.required("firstBatch", \.arrayValue).compactMap(\.documentValue)
    }

    /// - Parameter wasFirst: where not, this waits until a majority has what others have put in.
    private func note(_ decisions: [StoredDecision], wasFirst: Bool) async throws(MongoError) {
        let last = try await newest()
        let ofClient: BSONDocument = ["client": .string(client.id.description)]
        var older = ofClient
        older.append("newest", true)
        older.append("n", ["$lt": .int64(last)])
        let expiry: BSONValue = ["$add": ["$decided_at", .int64(client.settings.resultsKept.inMilliseconds)]]
        var changes = [
            MongoUpdate(
                older,
                [["$set": ["expires_at": expiry, "newest": "$$REMOVE"]]],
                multi: true,
                hint: "newest"
            )
        ]
        if !wasFirst {
            var one = ofClient
            one.append("n", .int64(last))
            changes.insert(
                MongoUpdate(one, ["$set": ["newest": true], "$unset": ["expires_at": ""]], hint: "by_number"),
                at: 0
            )
        }
        try await mongo.update(in: MongoRecords.results, changes, writeConcern: .acknowledged)
        let marks = Dictionary(grouping: decisions, by: \.decision.round).map { round, decisions in
            let ids = decisions.map { ItemDocument.id(client.id, $0.decision.post) }
            return MongoUpdate(
                ["_id": ["$in": .array(ids)], "unlogged": .int(round)],
                ["$pull": ["unlogged": .int(round)]],
                multi: true
            )
        }
        guard !marks.isEmpty else { return }
        try await mongo.update(in: MongoRecords.items, marks, writeConcern: wasFirst ? .acknowledged : .majority())
    }
}
