/// A decision about to be stored: all but the instant, which the record's own clock gives.
package struct DecisionWrite: Equatable, Sendable {
    package let id: String
    package let post: PostID
    package let round: Int
    package let outcome: Outcome
    package let moderator: ModeratorName
    package let claimID: String
    /// The claim's token, which is its generation unless a decision under it was given up; the record refuses it below its
    /// fence.
    package let generation: Generation
    /// The epoch of the claim store that verified the claim.
    package let epoch: Int64
    package let details: DecisionDetails

    package init(
        id: String,
        post: PostID,
        round: Int,
        outcome: Outcome,
        moderator: ModeratorName,
        claimID: String,
        generation: Generation,
        epoch: Int64,
        details: DecisionDetails
    ) {
        self.id = id
        self.post = post
        self.round = round
        self.outcome = outcome
        self.moderator = moderator
        self.claimID = claimID
        self.generation = generation
        self.epoch = epoch
        self.details = details
    }
}
