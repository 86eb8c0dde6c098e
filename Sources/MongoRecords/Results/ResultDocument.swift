import Moderation
import MongoClient

/// How a decision is written in the log of results, in the collection `results`.
///
/// | field | |
/// | --- | --- |
/// | `_id` | `client/round/post`: a round has one decision |
/// | `client`, `n` | the number, from 1, without gaps |
/// | `post`, and the fields of a decision | as in the item's document |
/// | `expires_at` | when MongoDB deletes it; missing in the newest, which the numbers go on from |
/// | `newest` | true in the last of those that were appended together, until others are behind it |
enum ResultDocument {
    /// Each index with the question that it answers.
    static let indexes = [
        // A page of the log; and no number is given twice.
        MongoIndex("by_number", on: ["client": 1, "n": 1], unique: true),
        // MongoDB deletes what has expired.
        MongoIndex("expiry", on: ["expires_at": 1], expiresAfter: .zero),
        // Which of a client's decisions had no other behind it.
        MongoIndex("newest", on: ["client": 1, "newest": 1, "n": 1], partialFilter: ["newest": true]),
    ]

    static func id(_ client: ClientID, _ decision: Decision) -> BSONValue {
        .string("\(client)/\(decision.round)/\(decision.post)")
    }

    static func make(_ stored: StoredDecision, number: Int64, isLast: Bool, for client: Client) -> BSONDocument {
        let decision = stored.decision
        var document: BSONDocument = [
            "_id": id(client.id, decision),
            "client": .string(client.id.description),
            "n": .int64(number),
            "post": .string(decision.post.description),
        ]
        document.fields += DecisionDocument.fields(stored).fields
        if isLast {
            document.append("newest", true)
        } else {
            let expiry = decision.decidedAt + client.settings.resultsKept
            document.append("expires_at", .date(milliseconds: expiry.milliseconds))
        }
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> ResultsPage.Entry {
        ResultsPage.Entry(
            number: try document.required("n", \.placeValue),
            stored: try DecisionDocument.read(document, of: try ItemDocument.post(of: document), unpublished: [])
        )
    }
}
