/// One thing that happened to an item: an entry of its history.
package struct ItemEvent: Equatable, Sendable {
    /// The words are the contract's.
    package enum Kind: String, Sendable, CaseIterable {
        case ingested, queued, claimed, extended, released, expired, escalated, approved, rejected, superseded,
            withdrawn
    }

    package let post: PostID
    package let kind: Kind
    /// By the clock of the store in which it happened.
    package let at: Timestamp
    /// Who held the item, or decided it; nil where no person took part.
    package let moderator: ModeratorName?
    package let round: Int
    /// What the person said of it.
    package let reason: String?
    /// Of the claim that it is about. Callers are not told.
    package let generation: Generation?
    /// Until when the claim holds from here on, where it was made or extended. Callers are not told.
    package let until: Timestamp?
    /// The supervisor who took the item back, where its holder did not release it. Callers are told in the reason.
    package let by: ModeratorName?

    package init(
        post: PostID,
        kind: Kind,
        at: Timestamp,
        moderator: ModeratorName? = nil,
        round: Int,
        reason: String? = nil,
        generation: Generation? = nil,
        until: Timestamp? = nil,
        by: ModeratorName? = nil
    ) {
        self.post = post
        self.kind = kind
        self.at = at
        self.moderator = moderator
        self.round = round
        self.reason = reason
        self.generation = generation
        self.until = until
        self.by = by
    }
}
