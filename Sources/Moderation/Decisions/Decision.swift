/// The outcome of a round, as a person gave it.
package struct Decision: Equatable, Sendable {
    /// Follows from client, post and round, so that it is the same however often the decision is stored, published or
    /// repeated.
    package let id: String
    package let post: PostID
    package let round: Int
    package let outcome: Outcome
    package let moderator: ModeratorName
    package let claimID: String
    package let decidedAt: Timestamp
    package let details: DecisionDetails

    package init(
        id: String,
        post: PostID,
        round: Int,
        outcome: Outcome,
        moderator: ModeratorName,
        claimID: String,
        decidedAt: Timestamp,
        details: DecisionDetails
    ) {
        self.id = id
        self.post = post
        self.round = round
        self.outcome = outcome
        self.moderator = moderator
        self.claimID = claimID
        self.decidedAt = decidedAt
        self.details = details
    }
}
