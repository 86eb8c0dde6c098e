package import Moderation
import MongoClient
import MongoShared

extension MongoRecords {
    package func withdraw(_ post: PostID, client: ClientID) async throws(StoreFailure) -> WithdrawAnswer {
        try await storing { () async throws(MongoError) in
            let id = ItemDocument.id(client, post)
            for _ in 0..<Self.triesToWithdraw {
                let withdrawn = try await mongo.findAndModify(
                    in: Self.items,
                    FindAndModify(Self.undecided(id), .pipeline([Self.withdrawal]), projection: ["round": 1])
                )
                if let withdrawn { return .withdrawn(round: try withdrawn.required("round", \.countValue)) }
                guard let document = try await findFinal(FindQuery(["_id": id]), limit: 1).first else { return .absent }
                let record = try ItemDocument.read(document)
                if record.status == .withdrawn { return .withdrawn(round: record.item.round) }
                if let stored = record.decision { return .decided(stored) }
                // A newer version came in between: that one is to be withdrawn.
            }
            throw .unavailable("new versions come faster than the post can be withdrawn", maybeExecuted: false)
        }
    }

    private static let triesToWithdraw = 5

    /// The newest round is open, or settled by the AI: what a person decided stays decided.
    private static func undecided(_ id: BSONValue) -> BSONDocument {
        [
            "_id": id, "status": ["$ne": "withdrawn"],
            "$expr": ["$not": [["$in": ["$round", ["$ifNull": ["$decisions.round", []]]]]]],
        ]
    }

    private static var withdrawal: BSONDocument {
        let kind = BSONValue.string(ItemEvent.Kind.withdrawn.rawValue)
        let log: BSONValue = [
            "$concatArrays": [["$ifNull": ["$log", []]], [["event": kind, "round": "$round", "at": "$$NOW"]]]
        ]
        return [
            "$set": [
                "status": "withdrawn", "withdrawn_at": "$$NOW", "ended": "$round", "ended_at": "$$NOW",
                "log": ["$slice": [log, .int(-ItemEvent.mostInLog)]],
            ]
        ]
    }

    package func ended(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [EndedRound] {
        try await storing { () async throws(MongoError) in
            let now = try await clock.now()
            let documents = try await findFinal(
                FindQuery(
                    [
                        "client": .string(client.description), "ended": ["$gt": 0],
                        "ended_at": ["$lte": .date(milliseconds: now.milliseconds - age.inMilliseconds)],
                    ],
                    projection: ["post": 1, "ended": 1],
                    sort: ["ended_at": 1],
                    hint: "ended_rounds"
                ),
                limit: limit
            )
            return try documents.map { document throws(MongoError) in
                EndedRound(
                    post: try ItemDocument.post(of: document),
                    round: try document.required("ended", \.countValue)
                )
            }
        }
    }

    package func markOut(_ ended: EndedRound, client: ClientID) async {
        let update = MongoUpdate(
            ["_id": ItemDocument.id(client, ended.post), "ended": .int(ended.round)],
            ["$unset": ["ended": "", "ended_at": ""]]
        )
        marks.add(Mark(update: update, items: 1, canBeLost: true))
    }
}
