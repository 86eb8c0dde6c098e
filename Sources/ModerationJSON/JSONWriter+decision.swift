package import JSONText
package import Moderation

extension JSONWriter {
    /// A decision as the contract shows it, everywhere the same: in answers, in results and in exports.
    ///
    /// All members are always there; `reason` and `note` are null where the person gave none.
    package mutating func decision(_ decision: Decision) {
        beginObject()
        field("decision_id", string: decision.id)
        field("post_id", string: decision.post.description)
        field("round", integer: decision.round)
        field("outcome", string: decision.outcome.rawValue)
        field("moderator", string: decision.moderator.description)
        field("claim_id", string: decision.claimID)
        field("decided_at", time: decision.decidedAt)
        field("reason", stringOrNull: decision.details.reason)
        field("policies", strings: decision.details.policies)
        field("note", stringOrNull: decision.details.note)
        endObject()
    }
}
