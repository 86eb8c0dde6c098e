package import Moderation
import MongoClient
import MongoShared

extension MongoRecords {
    package func record(
        _ verdicts: [VerdictRecord],
        for client: Client
    ) async throws(StoreFailure) -> [RecordAnswer] {
        guard !verdicts.isEmpty else { return [] }
        return try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            var known = try await insert(verdicts, for: client, at: now)
            var answers: [Int: RecordAnswer] = [:]
            for index in verdicts.indices where !known.contains(index) {
                answers[index] = Self.stored(verdicts[index], for: client, round: 1, at: now)
            }
            let end = ContinuousClock.now + Self.patience
            while !known.isEmpty {
                // A round begins behind the end of the one before, however long that was waited for.
                try await merge(known, of: verdicts, for: client, at: try await clock.now(), into: &answers)
                known = known.filter { answers[$0] == nil }
                guard !known.isEmpty else { break }
                guard ContinuousClock.now < end else {
                    throw .unavailable("the post changes faster than a new version gets in", maybeExecuted: true)
                }
                do {
                    try await Task.sleep(for: .milliseconds(20))
                } catch {
                    throw .cancelled
                }
            }
            return verdicts.indices.compactMap { answers[$0] }
        }
    }

    /// How long is tried, for all together, to get ahead of others who change the same posts.
    private static let patience: Duration = .seconds(2)

    /// Inserts what is new; gives the positions of those whose post is there already, in order.
    private func insert(
        _ verdicts: [VerdictRecord],
        for client: Client,
        at now: Timestamp
    ) async throws(MongoError) -> [Int] {
        let documents = verdicts.map { verdict in
            var document: BSONDocument = ["_id": ItemDocument.id(client.id, verdict.post)]
            document.fields += ItemDocument.fields(verdict, client: client, round: 1, at: now).fields
            document.append("fence", 0)
            document.append("log", ItemDocument.log(ItemEvent.opening(1, with: verdict, at: now, replacing: nil)))
            return document
        }
        do throws(MongoError) {
            try await mongo.insert(into: Self.items, documents, ordered: false)
            return []
        } catch .writeErrors(let failure) where failure.writeConcern == nil {
            if let other = failure.errors.first(where: { !$0.isDuplicateKey }) {
                throw .command(code: other.code, name: "insert", message: other.message)
            }
            return failure.errors.map(\.index).sorted()
        } catch {
            throw error
        }
    }

    private static func stored(
        _ verdict: VerdictRecord,
        for client: Client,
        round: Int,
        at now: Timestamp
    ) -> RecordAnswer {
        guard verdict.verdict == .manualReview else {
            return .stored(status: verdict.status, round: round, item: nil)
        }
        let item = QueuedItem(
            post: verdict.post,
            round: round,
            queue: verdict.queue,
            priority: verdict.priority,
            queuedAt: now,
            dueAt: now + client.settings.targetWait(of: verdict.priority),
            payload: verdict.payload
        )
        return .stored(status: .pending, round: round, item: item)
    }

    /// Verdicts on posts that are there: a new round for one that names another version, else a duplicate. A verdict that
    /// names no version says nothing about the version, and opens none. Leaves without an answer what has to be
    /// tried again.
    private func merge(
        _ indices: [Int],
        of verdicts: [VerdictRecord],
        for client: Client,
        at now: Timestamp,
        into answers: inout [Int: RecordAnswer]
    ) async throws(MongoError) {
        var rounds = try await latestRounds(of: indices.map { verdicts[$0].post }, for: client.id)
        for index in indices {
            let verdict = verdicts[index]
            guard let known = rounds[verdict.post] else { continue }
            let order = verdict.order(after: known.version)
            if order == .known || order == .stale {
                answers[index] = .duplicate(status: known.status, round: known.round, isStale: order == .stale)
                continue
            }
            if order == .raisesRevision {
                if try await raiseRevision(of: known, with: verdict, for: client.id) {
                    answers[index] = .duplicate(status: known.status, round: known.round)
                }
            } else if try await open(behind: known, with: verdict, for: client, at: now) {
                answers[index] = Self.stored(verdict, for: client, round: known.round + 1, at: now)
            }
            // What comes next on this post is compared with what is there then.
            rounds[verdict.post] = nil
        }
    }

    /// Conditional on the round too: behind another one, the same verdict may open the next.
    private func raiseRevision(
        of last: LatestRound,
        with verdict: VerdictRecord,
        for client: ClientID
    ) async throws(MongoError) -> Bool {
        guard let revision = verdict.revision else { return true }
        return try await mongo.findAndModify(
            in: Self.items,
            FindAndModify(
                [
                    "_id": ItemDocument.id(client, verdict.post), "round": .int(last.round),
                    "revision": Self.isBelow(revision),
                ],
                .update(["$set": ["revision": .int64(revision)]]),
                projection: ["_id": 1]
            )
        ) != nil
    }

    /// Of a post without a revision too.
    private static func isBelow(_ revision: Int64) -> BSONValue { ["$not": ["$gte": .int64(revision)]] }

    /// Conditional on the round before, so that of two servers that get a new version one opens the round; on its
    /// status, so that a decision or a withdrawal that comes first is seen; and on the revision, which other verdicts
    /// raise. The result of the round before may still have to be published.
    private func open(
        behind last: LatestRound,
        with verdict: VerdictRecord,
        for client: Client,
        at now: Timestamp
    ) async throws(MongoError) -> Bool {
        if last.decisionCount >= Self.mostDecisions {
            try await moveOldDecisions(of: verdict.post, client: client.id)
        }
        var filter: BSONDocument = [
            "_id": ItemDocument.id(client.id, verdict.post), "round": .int(last.round),
            "status": .string(last.status.rawValue),
        ]
        filter.append("revision", ifPresent: verdict.revision.map(Self.isBelow))
        return try await mongo.findAndModify(
            in: Self.items,
            FindAndModify(
                filter,
                .update(Self.opening(verdict, behind: last, for: client, at: now)),
                projection: ["_id": 1]
            )
        ) != nil
    }

    private static func opening(
        _ verdict: VerdictRecord,
        behind last: LatestRound,
        for client: Client,
        at now: Timestamp
    ) -> BSONDocument {
        let round = last.round + 1
        var verdict = verdict
        if let known = last.version.position { verdict.position = verdict.position.map { max($0, known) } }
        var fields = ItemDocument.fields(verdict, client: client, round: round, at: now)
        if verdict.verdict != .manualReview {
            // Nothing comes into line that would push the older round out.
            fields.append("ended", .int(last.round))
            fields.append("ended_at", .date(milliseconds: now.milliseconds))
        }
        let open = last.status == .pending ? last.round : nil
        let events = ItemEvent.opening(round, with: verdict, at: now, replacing: open)
        return [
            "$set": .document(fields), "$unset": ["withdrawn_at": ""],
            "$push": ["log": ["$each": ItemDocument.log(events), "$slice": .int(-ItemEvent.mostInLog)]],
        ]
    }

    private func latestRounds(
        of posts: [PostID],
        for client: ClientID
    ) async throws(MongoError) -> [PostID: LatestRound] {
        let documents = try await findFinal(
            FindQuery(
                ["_id": ["$in": .array(posts.map { ItemDocument.id(client, $0) })]],
                projection: LatestRound.projection
            ),
            limit: posts.count
        )
        var rounds: [PostID: LatestRound] = [:]
        for document in documents { rounds[try ItemDocument.post(of: document)] = try LatestRound(document) }
        return rounds
    }
}
