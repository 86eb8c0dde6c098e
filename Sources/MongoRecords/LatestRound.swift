import Moderation
import MongoClient

/// What a verdict on a known post is compared with.
struct LatestRound {
    let round: Int
    let status: ItemStatus
    let version: PostVersion
    /// In the post's own document.
    let decisionCount: Int

    static let projection: BSONDocument = [
        "post": 1, "round": 1, "status": 1, "content_version": 1, "revision": 1, "stream_position": 1,
        "decision_count": ["$size": ["$ifNull": ["$decisions", []]]],
    ]

    init(_ document: BSONDocument) throws(MongoError) {
        round = try document.required("round", \.countValue)
        status = try document.required("status") { $0.stringValue.flatMap(ItemStatus.init(rawValue:)) }
        decisionCount = document["decision_count"]?.countValue ?? 0
        var position: StreamPosition?
        if let text = document.string("stream_position") {
            position = StreamPosition(stored: text)
            if position == nil { throw .malformed("stream_position: \(text)") }
        }
        version = PostVersion(
            content: document.string("content_version"),
            revision: document.int64("revision"),
            position: position
        )
    }
}
