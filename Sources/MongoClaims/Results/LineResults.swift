import Moderation
import MongoClient

/// A client's decisions in the order in which they were acknowledged, which is the order of the log: a decision never appears
/// before one that a reader has seen.
struct LineResults {
    let mongo: MongoClient
    let client: ClientID

    func page(after cursor: ResultCursor?, limit: Int) async throws(MongoError) -> (
        decisions: [String], next: ResultCursor?
    ) {
        var decisions: [String] = []
        var next: ResultCursor?
        // An entry gives one decision at least: of that of the cursor perhaps none more.
        for document in try await entries(from: cursor?.seq ?? 0, limit: limit + 1) {
            let seq = try document.required("seq", \.placeValue)
            for (index, value) in try document.required("results", \.arrayValue).enumerated() {
                guard decisions.count < limit else { return (decisions, next) }
                if let cursor, seq == cursor.seq, index <= cursor.index { continue }
                guard let result = value.documentValue else { throw .malformed("line_log: a result is no document") }
                decisions.append(try result.required("decision", \.stringValue))
                next = ResultCursor(seq: seq, index: index)
            }
        }
        return (decisions, next)
    }

    /// Forgets results that went out before an instant of the line's clock.
    ///
    /// - Parameter trimmed: The log was deleted up to here, but for entries that have results.
    func trim(before instant: Timestamp, trimmed: Int64) async throws(MongoError) {
        // The oldest are looked at one by one, up to the first that stays.
        let age: BSONValue = .date(milliseconds: instant.milliseconds)
        let first = try await find(["at": ["$gte": age]], projection: ["seq": 1], limit: 1).first
        let end = try first?.required("seq", \.placeValue) ?? .max
        try await mongo.delete(from: LineLog.collection, old(before: min(end, trimmed), age), one: false)
        // Others are still needed by those who load the line, without their results.
        try await mongo.update(
            in: LineLog.collection,
            MongoUpdate(old(before: end, age), ["$unset": ["results": 1]], multi: true)
        )
    }

    private func old(before seq: Int64, _ age: BSONValue) -> BSONDocument {
        [
            "client": .string(client.description), "seq": ["$lt": .int64(seq)], "at": ["$lt": age],
            "results": ["$exists": true],
        ]
    }

    private func entries(from seq: Int64, limit: Int) async throws(MongoError) -> [BSONDocument] {
        try await find(["seq": ["$gte": .int64(seq)]], projection: ["seq": 1, "results.decision": 1], limit: limit)
    }

    private func find(
        _ filter: BSONDocument,
        projection: BSONDocument,
        limit: Int
    ) async throws(MongoError) -> [BSONDocument] {
        var all: BSONDocument = ["client": .string(client.description), "results": ["$exists": true]]
        all.fields += filter.fields
        let reply = try await mongo.command(
            [
                "find": .string(LineLog.collection), "filter": .document(all), "projection": .document(projection),
                "sort": ["seq": 1], "limit": .int(limit), "batchSize": .int(limit), "singleBatch": true,
                "hint": "results_by_seq", "readConcern": ["level": "majority"],
            ],
            kind: .read
        )
        let cursor = try reply.required("cursor", \.documentValue)
        return try cursor.required("firstBatch", \.arrayValue).compactMap(\.documentValue)
    }
}
