package import Moderation
import MongoClient

extension MongoRecords {
    package func record(
        _ verdicts: [VerdictRecord], for client: Client
    ) async throws(StoreFailure) -> [RecordAnswer] {
        guard !verdicts.isEmpty else { return [] }
        return try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            let known = try await insert(verdicts, for: client, at: now)
            var answers: [RecordAnswer] = []
            for (index, verdict) in verdicts.enumerated() {
                if known.contains(index) {
                    answers.append(try await merge(verdict, for: client, at: now))
                } else {
                    answers.append(stored(verdict, for: client, round: 1, at: now))
                }
            }
            return answers
        }
    }

    /// Inserts what is new; gives the positions of those whose post is there already.
    private func insert(
        _ verdicts: [VerdictRecord], for client: Client, at now: Timestamp
    ) async throws(MongoError) -> Set<Int> {
        let documents = verdicts.map { verdict in
            var document: BSONDocument = ["_id": ItemDocument.id(client.id, verdict.post)]
            document.fields += ItemDocument.fields(verdict, client: client, round: 1, at: now).fields
            document.append("fence", 0)
            return document
        }
        do throws(MongoError) {
            try await mongo.insert(into: Self.items, documents, ordered: false)
            return []
        } catch .writeErrors(let failure) where failure.writeConcern == nil {
            if let other = failure.errors.first(where: { !$0.isDuplicateKey }) {
                throw .command(code: other.code, name: "insert", message: other.message)
            }
            return Set(failure.errors.map(\.index))
        } catch {
            throw error
        }
    }

    private func stored(
        _ verdict: VerdictRecord, for client: Client, round: Int, at now: Timestamp
    ) -> RecordAnswer {
        guard verdict.verdict == .manualReview else {
            return .stored(status: verdict.status, round: round, item: nil)
        }
        let item = QueuedItem(
            post: verdict.post, round: round, queue: verdict.queue, priority: verdict.priority, queuedAt: now,
            dueAt: now + client.settings.targetWait(of: verdict.priority), payload: verdict.payload)
        return .stored(status: .pending, round: round, item: item)
    }

    /// A verdict on a post that is there: a new round if it names another version, else a duplicate. A verdict that
    /// names no version says nothing about the version, and opens none.
    private func merge(
        _ verdict: VerdictRecord, for client: Client, at now: Timestamp
    ) async throws(MongoError) -> RecordAnswer {
        let id = ItemDocument.id(client.id, verdict.post)
        for _ in 0..<Self.attempts {
            guard let document = try await mongo.findOne(in: Self.items, FindQuery(["_id": id])) else { break }
            let known = try ItemDocument.read(document)
            guard let version = verdict.contentVersion, !version.isSameBytes(as: known.contentVersion) else {
                return .duplicate(status: known.status, round: known.item.round)
            }
            let round = known.item.round + 1
            // Conditional on the round that was read: of two servers that get the new version, one opens the round.
            let changed = try await mongo.findAndModify(
                in: Self.items,
                FindAndModify(
                    ["_id": id, "round": .int(known.item.round), "unpublished": ["$ne": true]],
                    .update(["$set": .document(ItemDocument.fields(verdict, client: client, round: round, at: now))]),
                    projection: ["_id": 1]))
            if changed != nil { return stored(verdict, for: client, round: round, at: now) }
        }
        throw .unavailable("an item changes faster than its new version can be stored", maybeExecuted: false)
    }

    private static let attempts = 20

    package func markQueued(_ posts: [PostID], epoch: Int64, client: ClientID) async {
        guard !posts.isEmpty else { return }
        await marking { () async throws(MongoError) in
            try await mongo.update(
                in: Self.items,
                MongoUpdate(
                    ["_id": ["$in": .array(posts.map { ItemDocument.id(client, $0) })], "status": "pending"],
                    ["$set": ["queued_in": .int64(epoch)]], multi: true),
                writeConcern: .acknowledged)
        }
    }

    package func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord? {
        try await storing { () async throws(MongoError) in
            let document = try await mongo.findOne(
                in: Self.items, FindQuery(["_id": ItemDocument.id(client, post)]))
            guard let document else { return nil }
            return try ItemDocument.read(document)
        }
    }
}

extension String {
    /// Versions are bytes: Swift's `==` takes different spellings of one character for the same.
    fileprivate func isSameBytes(as other: String?) -> Bool {
        other.map { utf8.elementsEqual($0.utf8) } ?? false
    }
}
