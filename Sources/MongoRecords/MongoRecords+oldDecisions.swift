import Moderation
import MongoClient

/// Decisions of long ago, which have documents of their own: that of a post, which MongoDB bounds at 16 MiB, never grows beyond
/// some of them, however often the post comes anew.
extension MongoRecords {
    /// | field | |
    /// | --- | --- |
    /// | `_id` | `client/post/round` |
    /// | `item` | the `_id` of the post's document |
    /// | `round`, `decision` | as that had them |
    static let oldDecisions = "old_decisions"

    static let oldDecisionIndexes = [MongoIndex("by_item", on: ["item": 1, "round": -1])]

    /// In a post's own document, before the older half goes.
    static let mostDecisions = 64
    /// Of those that have gone, the newest are shown.
    private static let mostShown = 500

    /// They are copied before they go, so that a server that dies in between leaves them in both places; readers take each round
    /// once. What is yet to be published, or to come into the log of results, stays.
    func moveOldDecisions(of post: PostID, client: ClientID) async throws(MongoError) {
        let id = ItemDocument.id(client, post)
        let query = FindQuery(
            ["_id": id],
            projection: ["unpublished": 1, "unlogged": 1, "decisions": ["$slice": .int(Self.mostDecisions / 2)]]
        )
        guard let document = try await findFinal(query, limit: 1).first, let unlogged = document.array("unlogged")
        else {
            return
        }
        let staying = Set(ItemDocument.unpublished(document) + unlogged.compactMap(\.countValue))
        var documents: [BSONDocument] = []
        var rounds: [BSONValue] = []
        for value in document.array("decisions") ?? [] {
            guard let decision = value.documentValue else { throw .malformed("decisions: no document") }
            let round = try decision.required("round", \.countValue)
            guard !staying.contains(round) else { continue }
            rounds.append(.int(round))
            documents.append([
                "_id": .string("\(client)/\(post)/\(round)"), "item": id, "round": .int(round),
                "decision": .document(decision),
            ])
        }
        guard !documents.isEmpty else { return }
        do throws(MongoError) {
            try await mongo.insert(into: Self.oldDecisions, documents, ordered: false)
        } catch .writeErrors(let failure)
            where failure.writeConcern == nil && failure.errors.allSatisfy(\.isDuplicateKey)
        {
            // Of a server that died behind the copy.
        }
        try await mongo.update(
            in: Self.items,
            MongoUpdate(
                ["_id": id],
                [
                    "$pull": ["decisions": ["round": ["$in": .array(rounds)]]],
                    "$set": ["has_old_decisions": true],
                ]
            )
        )
    }

    /// Those of a post that have documents of their own, oldest first.
    func readOldDecisions(of post: PostID, client: ClientID) async throws(MongoError) -> [StoredDecision] {
        let query = FindQuery(
            ["item": ItemDocument.id(client, post)],
            sort: ["round": -1],
            hint: "by_item"
        )
        return try await findFinal(in: Self.oldDecisions, query, limit: Self.mostShown).reversed().map {
            document throws(MongoError) in
            try DecisionDocument.read(try document.required("decision", \.documentValue), of: post, unpublished: [])
        }
    }
}
