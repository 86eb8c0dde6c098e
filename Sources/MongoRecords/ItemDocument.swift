import Moderation
import MongoClient

/// How an item is written in MongoDB, schema 1.
///
/// | field | |
/// | --- | --- |
/// | `_id` | `client/post` |
/// | `schema` | 1 |
/// | `client`, `post`, `round`, `status`, `verdict`, `queue`, `priority`, `labels` | the contract's words |
/// | `content_version` | where one was given |
/// | `revision` | the highest that any verdict on the post carried |
/// | `stream_position` | of the last verdict that opened a round and came by the stream |
/// | `ingested_at`, `queued_at`, `due_at`, `decided_at`, `withdrawn_at` | dates |
/// | `content`, `ai`, `metadata` | JSON texts, as they came in |
/// | `queued_in` | the epoch of the claim store in whose line it stands; 0 for none, -1 for on the shelf |
/// | `carried` | `round`, `text`: what the claim store wants back with an item that is on the shelf |
/// | `fence` | decisions under a lower generation are refused |
/// | `decisions` | of all rounds, oldest first |
/// | `unpublished` | the decided rounds whose results are not known to be published; of earlier releases one number |
/// | `unlogged` | the decided rounds that are not known to be in the log of results |
/// | `has_old_decisions` | true where decisions have gone into documents of their own (`old_decisions`) |
/// | `ended`, `ended_at` | a round that ended without a decision, until it is known to be out of the claim store |
/// | `log` | what else happened to the item, in all rounds, oldest first: as `EventDocument` has it |
enum ItemDocument {
    static let schema: Int64 = 1

    static func id(_ client: ClientID, _ post: PostID) -> BSONValue { .string("\(client)/\(post)") }

    /// Each index with the question that it answers.
    static let indexes = [
        // Recovery.queueStrays: pending items that stand in no line of this epoch, earliest due first of each line.
        MongoIndex(
            "pending_by_line",
            on: ["client": 1, "queued_in": 1, "due_at": 1],
            partialFilter: ["status": "pending"]
        ),
        // LineKeeper: what is on the shelf, queue by queue, earliest due first. It has all that is asked for where items are
        // counted, which every server does all the time: no document is read for that.
        MongoIndex(
            "on_shelf",
            on: ["client": 1, "status": 1, "queued_in": 1, "queue": 1, "due_at": 1, "queued_at": 1],
            partialFilter: ["status": "pending", "queued_in": .int64(-1)]
        ),
        // Recovery.publishResults: decisions whose result may be missing, oldest first.
        MongoIndex(
            "unpublished_results",
            on: ["client": 1, "decided_at": 1],
            partialFilter: ["unpublished": ["$gt": 0]]
        ),
        // MongoRecords.logResults: decisions that are not in the log of results, oldest first.
        MongoIndex(
            "unlogged_results",
            on: ["client": 1, "decided_at": 1],
            partialFilter: ["unlogged": ["$gt": 0]]
        ),
        // Recovery.takeOutEnded: rounds that may still stand in the claim store, oldest end first.
        MongoIndex(
            "ended_rounds",
            on: ["client": 1, "ended_at": 1],
            partialFilter: ["ended": ["$gt": 0]]
        ),
        // People, `export` and reports: a client's items by status and age.
        MongoIndex("client_status", on: ["client": 1, "status": 1, "ingested_at": 1]),
    ]

    /// A new item, or a new round of one.
    static func fields(_ verdict: VerdictRecord, client: Client, round: Int, at now: Timestamp) -> BSONDocument {
        let dueAt = now + client.settings.targetWait(of: verdict.priority)
        var document: BSONDocument = [
            "schema": .int64(schema),
            "client": .string(client.id.description),
            "post": .string(verdict.post.description),
            "round": .int(round),
            "status": .string(verdict.status.rawValue),
            "verdict": .string(verdict.verdict.rawValue),
            "queue": .string(verdict.queue.description),
            "priority": .string(verdict.priority.rawValue),
            "labels": .array(verdict.labels.map(BSONValue.string)),
            "ingested_at": .date(milliseconds: now.milliseconds),
            "queued_at": .date(milliseconds: now.milliseconds),
            "due_at": .date(milliseconds: dueAt.milliseconds),
            "content": .string(verdict.payload.content),
            "ai": .string(verdict.payload.ai),
            "metadata": .string(verdict.payload.metadata),
            "queued_in": .int64(0),
        ]
        document.append("content_version", ifPresent: verdict.contentVersion.map(BSONValue.string))
        document.append("revision", ifPresent: verdict.revision.map(BSONValue.int64))
        document.append("stream_position", ifPresent: verdict.position.map { .string($0.description) })
        return document
    }

    /// - Parameter old: decisions that have documents of their own; some may be here still.
    static func read(
        _ document: BSONDocument,
        behind old: [StoredDecision] = []
    ) throws(MongoError) -> ItemRecord {
        let verdict = try document.required("verdict") { $0.stringValue.flatMap(Verdict.init(rawValue:)) }
        let status = try document.required("status") { $0.stringValue.flatMap(ItemStatus.init(rawValue:)) }
        let unpublished = unpublished(document)
        var decisions: [StoredDecision] = []
        for value in document.array("decisions") ?? [] {
            guard let fields = value.documentValue else { throw .malformed("decisions: no document") }
            decisions.append(try DecisionDocument.read(fields, of: try post(of: document), unpublished: unpublished))
        }
        if !old.isEmpty {
            let here = Set(decisions.map(\.decision.round))
            decisions += old.filter { !here.contains($0.decision.round) }
            // What is not published yet stays here for longer than what came later.
            decisions.sort { $0.decision.round < $1.decision.round }
        }
        var log: [ItemEvent] = []
        for value in document.array("log") ?? [] {
            guard let entry = value.documentValue else { throw .malformed("log: no document") }
            log.append(try EventDocument.read(entry, of: try post(of: document)))
        }
        return ItemRecord(
            item: try item(document),
            verdict: verdict,
            status: status,
            contentVersion: document.string("content_version"),
            revision: document.int64("revision"),
            decisions: decisions,
            log: log,
            withdrawnAt: document.date("withdrawn_at").map(Timestamp.init(milliseconds:))
        )
    }

    static func unpublished(_ document: BSONDocument) -> [Int] {
        let value = document["unpublished"]
        return (value?.arrayValue?.map(\.countValue) ?? [value?.countValue]).compactMap(\.self)
    }

    /// The same in a pipeline.
    static let unpublished: BSONValue = [
        "$cond": [
            ["$isArray": "$unpublished"], "$unpublished",
            ["$cond": [["$gt": ["$unpublished", 0]], ["$unpublished"], []]],
        ]
    ]

    static func log(_ events: [ItemEvent]) -> BSONValue { .array(events.map { .document(EventDocument.logEntry($0)) }) }

    static func post(of document: BSONDocument) throws(MongoError) -> PostID {
        PostID(stored: try document.required("post", \.stringValue))
    }

    static func payload(_ document: BSONDocument) throws(MongoError) -> Payload {
        Payload(
            content: try document.required("content", \.stringValue),
            ai: try document.required("ai", \.stringValue),
            metadata: try document.required("metadata", \.stringValue)
        )
    }

    /// - Parameter withPayload: whether what moderators are shown was read; it is empty otherwise.
    static func item(_ document: BSONDocument, withPayload: Bool = true) throws(MongoError) -> QueuedItem {
        let round = try document.required("round", \.countValue)
        // What is left of an older round is not this one's.
        let carried = document["carried"]?.documentValue.flatMap { $0.int64("round") == Int64(round) ? $0 : nil }
        return QueuedItem(
            post: try post(of: document),
            round: round,
            queue: QueueName(stored: try document.required("queue", \.stringValue)),
            priority: try document.required("priority") { $0.stringValue.flatMap(Priority.init(rawValue:)) },
            queuedAt: Timestamp(milliseconds: try document.required("queued_at", \.dateMilliseconds)),
            dueAt: Timestamp(milliseconds: try document.required("due_at", \.dateMilliseconds)),
            payload: withPayload ? try payload(document) : Payload(content: "", ai: "", metadata: ""),
            carried: carried?.string("text")
        )
    }
}

extension VerdictRecord {
    /// Where the item stands after this verdict.
    var status: ItemStatus {
        switch verdict {
        case .manualReview: .pending
        case .approved: .approved
        case .rejected: .rejected
        }
    }
}
