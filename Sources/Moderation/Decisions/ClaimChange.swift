/// A moderator wants to keep an item, to give it back or to hand it up.
package struct ClaimChange: Sendable {
    package let client: Client
    package let post: PostID
    package let moderator: ModeratorName
    /// As the caller named it; nil for whatever claim the caller holds.
    package let claimID: String?
    package let reason: String?
    /// Whether the caller may end the claims of others.
    package let isSupervisor: Bool

    package init(
        client: Client,
        post: PostID,
        moderator: ModeratorName,
        claimID: String?,
        reason: String? = nil,
        isSupervisor: Bool = false
    ) {
        self.client = client
        self.post = post
        self.moderator = moderator
        self.claimID = claimID
        self.reason = reason
        self.isSupervisor = isSupervisor
    }
}
