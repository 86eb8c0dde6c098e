/// A claim that expired; its item is in line again.
package struct EndedClaim: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let moderator: ModeratorName
    package let generation: Generation
    package let expiredAt: Timestamp

    package init(
        post: PostID,
        round: Int,
        moderator: ModeratorName,
        generation: Generation,
        expiredAt: Timestamp
    ) {
        self.post = post
        self.round = round
        self.moderator = moderator
        self.generation = generation
        self.expiredAt = expiredAt
    }
}
