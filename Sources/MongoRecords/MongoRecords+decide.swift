package import Moderation
import MongoClient
import MongoShared

extension MongoRecords {
    package func decide(
        _ write: DecisionWrite,
        for client: ClientID
    ) async throws(StoreFailure) -> StoredDecision? {
        try await storing { () async throws(MongoError) in
            let appended: BSONValue = [
                "$concatArrays": [["$ifNull": ["$decisions", []]], [.document(DecisionDocument.expression(write))]]
            ]
            let document = try await mongo.findAndModify(
                in: Self.items,
                FindAndModify(
                    [
                        "_id": ItemDocument.id(client, write.post), "status": "pending", "round": .int(write.round),
                        "fence": ["$lte": .int64(write.generation.number)],
                    ],
                    .pipeline([
                        [
                            "$set": [
                                "status": .string(write.outcome.rawValue), "fence": .int64(write.generation.number),
                                "decisions": appended, "decided_at": "$$NOW", "unpublished": .int(write.round),
                            ]
                        ]
                    ]),
                    projection: ["decisions": ["$slice": -1]]
                )
            )
            guard let document else { return nil }
            return try Self.lastDecision(of: document, post: write.post)
        }
    }

    private static func lastDecision(
        of document: BSONDocument,
        post: PostID
    ) throws(MongoError) -> StoredDecision {
        guard let fields = document.array("decisions")?.last?.documentValue else {
            throw .malformed("decisions: empty behind a decision")
        }
        return try DecisionDocument.read(fields, of: post)
    }

    package func fence(
        _ post: PostID,
        round: Int,
        above generation: Generation,
        client: ClientID
    ) async throws(StoreFailure) -> FenceAnswer {
        let id = ItemDocument.id(client, post)
        return try await storing { () async throws(MongoError) in
            let fenced = try await mongo.findAndModify(
                in: Self.items,
                FindAndModify(
                    ["_id": id, "status": "pending", "round": .int(round)],
                    .update(["$max": ["fence": .int64(generation.number + 1)]]),
                    projection: ["_id": 1]
                )
            )
            if fenced != nil { return .fenced }
            guard let document = try await findFinal(FindQuery(["_id": id]), limit: 1).first else { return .over }
            let decisions = try ItemDocument.read(document).decisions
            return decisions.last { $0.decision.round == round }.map(FenceAnswer.decided) ?? .over
        }
    }

    package func unpublished(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [StoredDecision] {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            let documents = try await findFinal(
                FindQuery(
                    [
                        "client": .string(client.description), "unpublished": ["$gt": 0],
                        "decided_at": ["$lte": .date(milliseconds: now.milliseconds - age.inMilliseconds)],
                    ],
                    projection: ["post": 1, "decisions": ["$slice": -1]],
                    sort: ["decided_at": 1],
                    hint: "unpublished_results"
                ),
                limit: limit
            )
            return try documents.map { document throws(MongoError) in
                try Self.lastDecision(of: document, post: try ItemDocument.post(of: document))
            }
        }
    }
}
