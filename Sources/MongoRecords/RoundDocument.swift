import Moderation
import MongoClient

/// Reads of an item's document what matters where the item stands.
enum RoundDocument {
    static let projection: BSONDocument = [
        "_id": 0, "post": 1, "round": 1, "status": 1, "queue": 1,
        "queued_in": 1, "due_at": 1, "ingested_at": 1, "decided_at": 1,
        "withdrawn_at": 1, "unpublished": 1,
    ]

    static func read(_ document: BSONDocument) throws(MongoError) -> RecordedRound {
        let line = document.int64("queued_in") ?? 0
        let times = ["ingested_at", "decided_at", "withdrawn_at"].compactMap { document.date($0) }
        return RecordedRound(
            post: try ItemDocument.post(of: document),
            round: try document.required("round", \.countValue),
            status: try document.required("status") { $0.stringValue.flatMap(ItemStatus.init(rawValue:)) },
            queue: QueueName(stored: try document.required("queue", \.stringValue)),
            queuedIn: line > 0 ? line : nil,
            isOnShelf: line < 0,
            since: Timestamp(milliseconds: times.max() ?? 0),
            isUnpublished: !ItemDocument.unpublished(document).isEmpty
        )
    }
}
