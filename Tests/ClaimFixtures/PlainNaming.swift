package import Moderation

/// Claim ids that say what they name, unsealed.
package struct PlainNaming: ClaimNaming {
    package init() {}

    package func claimID(client: ClientID, post: PostID, moderator: ModeratorName, generation: Generation) -> String {
        "\(client)~\(post)~\(moderator)~\(generation.number)"
    }

    package func generation(
        of claimID: String,
        client: ClientID,
        post: PostID,
        moderator: ModeratorName
    ) -> Generation? {
        let prefix = "\(client)~\(post)~\(moderator)~"
        guard claimID.hasPrefix(prefix), let number = Int64(claimID.dropFirst(prefix.count)) else { return nil }
        return Generation(number)
    }

    package func decisionID(client: ClientID, post: PostID, round: Int) -> String { "d~\(client)~\(post)~\(round)" }
}
