/// One moderator's exclusive lease on one item.
package struct Claim: Equatable, Sendable {
    package let generation: Generation
    package let moderator: ModeratorName
    package let claimedAt: Timestamp
    package let expiresAt: Timestamp

    package init(generation: Generation, moderator: ModeratorName, claimedAt: Timestamp, expiresAt: Timestamp) {
        self.generation = generation
        self.moderator = moderator
        self.claimedAt = claimedAt
        self.expiresAt = expiresAt
    }
}
