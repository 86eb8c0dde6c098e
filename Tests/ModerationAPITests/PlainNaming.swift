import Moderation

/// Claim ids that say what they are bound to.
struct PlainNaming: ClaimNaming {
    func claimID(client: ClientID, post: PostID, moderator: ModeratorName, generation: Generation) -> String {
        "\(generation.number)~\(client)~\(moderator)"
    }

    func generation(
        of claimID: String,
        client: ClientID,
        post: PostID,
        moderator: ModeratorName
    ) -> Generation? {
        let parts = claimID.split(separator: "~")
        guard parts.count == 3, let number = Int64(parts[0]), parts[1] == client.description,
            parts[2] == moderator.description
        else { return nil }
        return Generation(number)
    }

    func decisionID(client: ClientID, post: PostID, round: Int) -> String { "d~\(client)~\(post)~\(round)" }
}
