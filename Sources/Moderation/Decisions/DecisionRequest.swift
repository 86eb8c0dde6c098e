/// A moderator decides an item.
package struct DecisionRequest: Sendable {
    package let client: Client
    package let post: PostID
    package let moderator: ModeratorName
    package let outcome: Outcome
    /// As the caller named it; nil decides under whatever claim the caller holds.
    package let claimID: String?
    package let details: DecisionDetails

    package init(
        client: Client,
        post: PostID,
        moderator: ModeratorName,
        outcome: Outcome,
        claimID: String?,
        details: DecisionDetails = DecisionDetails()
    ) {
        self.client = client
        self.post = post
        self.moderator = moderator
        self.outcome = outcome
        self.claimID = claimID
        self.details = details
    }
}
