import Moderation
import MongoClient

/// What a verdict on a known post is compared with.
struct LatestRound {
    let round: Int
    let status: ItemStatus
    private let contentVersion: String?
    private let position: StreamPosition?

    static let projection: BSONDocument = [
        "post": 1, "round": 1, "status": 1, "content_version": 1, "stream_position": 1,
    ]

    init(_ document: BSONDocument) throws(MongoError) {
        round = Int(try document.required("round", \.int64Value))
        status = try document.required("status") { $0.stringValue.flatMap(ItemStatus.init(rawValue:)) }
        contentVersion = document.string("content_version")
        if let text = document.string("stream_position") {
            guard let position = StreamPosition(stored: text) else { throw .malformed("stream_position: \(text)") }
            self.position = position
        } else {
            position = nil
        }
    }

    func isReplaced(by verdict: VerdictRecord) -> Bool {
        verdict.opensRound(after: contentVersion, last: position)
    }
}
