import Moderation
import MongoClient

/// How a decision is written in an item's document.
enum DecisionDocument {
    /// As a pipeline writes it. Texts stand behind `$literal`, or one that begins with `$` would be read as a field.
    static func expression(_ write: DecisionWrite) -> BSONDocument {
        var fields: BSONDocument = [
            "decision_id": literal(.string(write.id)),
            "round": .int(write.round),
            "outcome": literal(.string(write.outcome.rawValue)),
            "moderator": literal(.string(write.moderator.description)),
            "claim_id": literal(.string(write.claimID)),
            "generation": .int64(write.generation.number),
            "epoch": .int64(write.epoch),
            "decided_at": "$$NOW",
            "policies": literal(.array(write.details.policies.map(BSONValue.string))),
        ]
        fields.append("reason", ifPresent: write.details.reason.map { literal(.string($0)) })
        fields.append("note", ifPresent: write.details.note.map { literal(.string($0)) })
        return fields
    }

    /// As it stands.
    static func fields(_ stored: StoredDecision) -> BSONDocument {
        let decision = stored.decision
        var fields: BSONDocument = [
            "decision_id": .string(decision.id),
            "round": .int(decision.round),
            "outcome": .string(decision.outcome.rawValue),
            "moderator": .string(decision.moderator.description),
            "claim_id": .string(decision.claimID),
            "epoch": .int64(stored.epoch),
            "decided_at": .date(milliseconds: decision.decidedAt.milliseconds),
            "policies": .array(decision.details.policies.map(BSONValue.string)),
        ]
        fields.append("reason", ifPresent: decision.details.reason.map(BSONValue.string))
        fields.append("note", ifPresent: decision.details.note.map(BSONValue.string))
        return fields
    }

    private static func literal(_ value: BSONValue) -> BSONValue { ["$literal": value] }

    /// - Parameter unpublished: the rounds whose results are not known to be published.
    static func read(
        _ fields: BSONDocument,
        of post: PostID,
        unpublished: [Int]
    ) throws(MongoError) -> StoredDecision {
        let decision = Decision(
            id: try fields.required("decision_id", \.stringValue),
            post: post,
            round: try fields.required("round", \.countValue),
            outcome: try fields.required("outcome") { $0.stringValue.flatMap(Outcome.init(rawValue:)) },
            moderator: ModeratorName(stored: try fields.required("moderator", \.stringValue)),
            claimID: try fields.required("claim_id", \.stringValue),
            decidedAt: Timestamp(milliseconds: try fields.required("decided_at", \.dateMilliseconds)),
            details: DecisionDetails(
                reason: fields.string("reason"),
                policies: (fields.array("policies") ?? []).compactMap(\.stringValue),
                note: fields.string("note")
            )
        )
        return StoredDecision(
            decision: decision,
            epoch: try fields.required("epoch", \.placeValue),
            isPublished: !unpublished.contains(decision.round)
        )
    }
}
