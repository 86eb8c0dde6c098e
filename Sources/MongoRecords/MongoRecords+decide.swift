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
            // Earlier rounds may be of a release that knew no log.
            let unlogged: BSONValue = ["$ifNull": ["$unlogged", "$decisions.round", []]]
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
                                "decisions": appended, "decided_at": "$$NOW",
                                "unpublished": ["$setUnion": [ItemDocument.unpublished, [.int(write.round)]]],
                                "unlogged": ["$setUnion": [unlogged, [.int(write.round)]]],
                            ]
                        ]
                    ]),
                    projection: ["decisions": ["$slice": -1]]
                )
            )
            guard let document else { return nil }
            guard let fields = document.array("decisions")?.last?.documentValue else {
                throw .malformed("decisions: empty behind a decision")
            }
            return try DecisionDocument.read(fields, of: write.post, unpublished: [write.round])
        }
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
            let isUnpublished: BSONValue = ["$in": ["$$this.round", ItemDocument.unpublished]]
            let documents = try await findFinal(
                FindQuery(
                    [
                        "client": .string(client.description), "unpublished": ["$gt": 0],
                        "decided_at": ["$lte": .date(milliseconds: now.milliseconds - age.inMilliseconds)],
                    ],
                    projection: [
                        "post": 1, "unpublished": 1,
                        "decisions": ["$filter": ["input": "$decisions", "cond": isUnpublished]],
                    ],
                    sort: ["decided_at": 1],
                    hint: "unpublished_results"
                ),
                limit: limit
            )
            var decisions: [StoredDecision] = []
            for document in documents {
                let post = try ItemDocument.post(of: document)
                let unpublished = ItemDocument.unpublished(document)
                for value in try document.required("decisions", \.arrayValue) {
                    guard let fields = value.documentValue else { throw .malformed("decisions: no document") }
                    decisions.append(try DecisionDocument.read(fields, of: post, unpublished: unpublished))
                }
            }
            return decisions
        }
    }
}
