/// A claim that expired; its item is in line again, or escalated.
package struct EndedClaim: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let moderator: ModeratorName
    package let generation: Generation
    package let expiredAt: Timestamp
    /// Whether the item went to the queue of the supervisors, because this was the last expiry allowed.
    package let isEscalated: Bool

    package init(
        post: PostID,
        round: Int,
        moderator: ModeratorName,
        generation: Generation,
        expiredAt: Timestamp,
        isEscalated: Bool = false
    ) {
        self.post = post
        self.round = round
        self.moderator = moderator
        self.generation = generation
        self.expiredAt = expiredAt
        self.isEscalated = isEscalated
    }
}
