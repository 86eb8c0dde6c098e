package import Moderation
import MongoClient
import MongoShared
import Synchronization

extension MongoRecords {
    static let results = "results"

    package func results(
        of client: Client,
        after cursor: ResultsCursor,
        limit: Int
    ) async throws(StoreFailure) -> ResultsPage {
        try await logResults(of: client)
        return try await storing { () async throws(MongoError) in
            let position = try await position(of: cursor, client)
            let since = try await clock.now().milliseconds - client.settings.resultsKept.inMilliseconds
            let documents = try await findFinal(
                in: Self.results,
                FindQuery(
                    [
                        "client": .string(client.id.description), "n": ["$gt": .int64(position)],
                        "decided_at": ["$gt": .date(milliseconds: since)],
                    ],
                    sort: ["n": 1],
                    hint: "by_number"
                ),
                limit: limit
            )
            return ResultsPage(try documents.map { document throws(MongoError) in try ResultDocument.read(document) })
        }
    }

    package func logResults(of client: Client) async throws(StoreFailure) {
        try await logging.done(for: client.id) { [self] () async throws(StoreFailure) in
            try await storing { () async throws(MongoError) in try await logAll(client) }
        }
    }

    private func logAll(_ client: Client) async throws(MongoError) {
        let now = try await clock.now()
        try await noteDecisionsFromBeforeTheLog(of: client, at: now)
        let appender = ResultsAppender(mongo: mongo, client: client)
        for _ in 0..<Self.batchesInOneRun {
            let decisions = try await unlogged(client)
            guard !decisions.isEmpty else { return }
            try await appender.append(decisions, at: now)
            guard decisions.count >= Self.batch else { return }
        }
    }

    private static let batch = 500
    private static let batchesInOneRun = 400

    /// The oldest decisions that are noted as not in the log.
    private func unlogged(_ client: Client) async throws(MongoError) -> [StoredDecision] {
        let isUnlogged: BSONValue = ["$in": ["$$this.round", ["$ifNull": ["$unlogged", []]]]]
        let documents = try await findFinal(
            in: Self.items,
            FindQuery(
                ["client": .string(client.id.description), "unlogged": ["$gt": 0]],
                projection: [
                    "post": 1, "decisions": ["$filter": ["input": "$decisions", "cond": isUnlogged]],
                ],
                sort: ["decided_at": 1],
                hint: "unlogged_results"
            ),
            limit: Self.batch
        )
        var decisions: [StoredDecision] = []
        for document in documents {
            let post = try ItemDocument.post(of: document)
            for value in document.array("decisions") ?? [] {
                guard let fields = value.documentValue else { throw .malformed("decisions: no document") }
                decisions.append(try DecisionDocument.read(fields, of: post, unpublished: []))
            }
        }
        return decisions
    }

    // MARK: - What is older than the log

    /// A place of an earlier release stands for the first decision that is not older, by a margin: some may come once more, none
    /// is left out.
    private func position(of cursor: ResultsCursor, _ client: Client) async throws(MongoError) -> Int64 {
        switch cursor {
        case .beginning: return 0
        case .behind(let number): return number
        case .former(let redis, let line):
            var times = [redis].compactMap(\.self)
            if let line {
                // Gone from the log, it says nothing.
                guard let time = try await timeOfLineEntry(line, client) else { return 0 }
                times.append(time)
            }
            guard let time = times.min() else { return 0 }
            let from = time.milliseconds - Self.margin.inMilliseconds
            let first = try await findFinal(
                in: Self.results,
                FindQuery(
                    [
                        "client": .string(client.id.description),
                        "decided_at": ["$gte": .date(milliseconds: from)],
                    ],
                    projection: ["_id": 0, "n": 1],
                    sort: ["n": 1],
                    hint: "by_number"
                ),
                limit: 1
            ).first
            if let first { return try first.required("n", \.placeValue) - 1 }
            return try await ResultsAppender(mongo: mongo, client: client).newest()
        }
    }

    /// More than a result was ever late, and more than clocks of Redis and MongoDB differ.
    private static let margin: Duration = .seconds(3_600)

    private func timeOfLineEntry(_ seq: Int64, _ client: Client) async throws(MongoError) -> Timestamp? {
        let digits = String(seq, radix: 16)
        let id = "\(client.id)/" + String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        return try await findFinal(in: "line_log", FindQuery(["_id": .string(id)], projection: ["at": 1]), limit: 1)
            .first?.date("at").map(Timestamp.init(milliseconds:))
    }

    /// Decisions that a release before the log made get into it as well: once, going on where a server died, as far as one
    /// call's time allows.
    private func noteDecisionsFromBeforeTheLog(of client: Client, at now: Timestamp) async throws(MongoError) {
        guard !completed.withLock({ $0.contains(client.id) }) else { return }
        let id: BSONDocument = ["_id": .string(client.id.description)]
        let known = try await findFinal(in: Self.clients, FindQuery(id, projection: ["results_log": 1]), limit: 1)
            .first?.document("results_log")
        var isDone = known?["done_at"] != nil
        var last = known?.string("noted_to") ?? "\(client.id)/"
        let since = now.milliseconds - client.settings.resultsKept.inMilliseconds
        let end = ContinuousClock.now + Self.timeForNotes
        while !isDone {
            guard ContinuousClock.now < end else { return }
            let next = try await noteSome(of: client, after: last, decidedSince: since)
            isDone = next == nil
            if let next { last = next }
            let progress: BSONDocument =
                isDone
                ? ["results_log.done_at": .date(milliseconds: now.milliseconds)]
                : ["results_log.noted_to": .string(last)]
            try await mongo.update(in: Self.clients, MongoUpdate(id, ["$set": .document(progress)]))
        }
        completed.withLock { _ = $0.insert(client.id) }
    }

    private static let timeForNotes: Duration = .seconds(2)
    private static let itemsAtOnce = 2_000

    /// Gives the `_id` to go on behind; nil at the end.
    private func noteSome(
        of client: Client,
        after last: String,
        decidedSince since: Int64
    ) async throws(MongoError) -> String? {
        // `0` comes next to `/`.
        let rest: BSONDocument = ["$gt": .string(last), "$lt": .string("\(client.id)0")]
        let command: BSONDocument = [
            "find": .string(Self.items), "filter": ["_id": .document(rest)], "projection": ["_id": 1],
            "sort": ["_id": 1], "skip": .int(Self.itemsAtOnce - 1), "limit": 1, "singleBatch": true,
        ]
        let cursor = try await mongo.command(command, kind: .read).required("cursor", \.documentValue)
        let next = try cursor.required("firstBatch", \.arrayValue).first?.documentValue?.string("_id")
        var range = rest
        if let next { range.append("$lte", .string(next)) }
        let date = BSONValue.date(milliseconds: since)
        let young: BSONValue = [
            "$filter": ["input": ["$ifNull": ["$decisions", []]], "cond": ["$gt": ["$$this.decided_at", date]]]
        ]
        try await mongo.update(
            in: Self.items,
            MongoUpdate(
                ["_id": .document(range), "decided_at": ["$gt": date], "unlogged": ["$exists": false]],
                [["$set": ["unlogged": ["$map": ["input": young, "in": "$$this.round"]]]]],
                multi: true
            )
        )
        return next
    }
}
