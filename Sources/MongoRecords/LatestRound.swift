import Moderation
import MongoClient

/// What a verdict on a known post is compared with.
struct LatestRound {
    let round: Int
    let status: ItemStatus
    private let contentVersion: String?

    static let projection: BSONDocument = ["post": 1, "round": 1, "status": 1, "content_version": 1]

    init(_ document: BSONDocument) throws(MongoError) {
        round = Int(try document.required("round", \.int64Value))
        status = try document.required("status") { $0.stringValue.flatMap(ItemStatus.init(rawValue:)) }
        contentVersion = document.string("content_version")
    }

    /// Versions are bytes: Swift's `==` takes different spellings of one character for the same.
    func isReplaced(by verdict: VerdictRecord) -> Bool {
        guard let version = verdict.contentVersion else { return false }
        return contentVersion.map { !$0.utf8.elementsEqual(version.utf8) } ?? true
    }
}
