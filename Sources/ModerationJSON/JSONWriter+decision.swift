package import JSONText
package import Moderation

extension JSONWriter {
    /// A decision as the contract shows it; what the person left out is left out.
    package mutating func decision(_ decision: Decision) {
        beginObject()
        field("decision_id", string: decision.id)
        field("post_id", string: decision.post.description)
        field("round", integer: decision.round)
        field("outcome", string: decision.outcome.rawValue)
        field("moderator", string: decision.moderator.description)
        field("claim_id", string: decision.claimID)
        field("decided_at", string: decision.decidedAt.description)
        field("reason", string: decision.details.reason)
        endObject()
    }
}
