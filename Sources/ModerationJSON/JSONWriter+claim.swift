package import JSONText
package import Moderation

extension JSONWriter {
    /// A claim; without its id, which says under what it can be decided, for those whom that is no business of.
    package mutating func claim(_ claim: Claim, id: String?) {
        beginObject()
        field("id", string: id)
        field("moderator", string: claim.moderator.description)
        field("claimed_at", time: claim.claimedAt)
        field("expires_at", time: claim.expiresAt)
        endObject()
    }
}
