/// Turns generations into the claim ids that callers see, and back.
///
/// A claim id proves itself: it is bound to client, post and moderator by a key that only the servers know, so that a
/// claim can be recognised even when the store that gave it out has lost its data.
package protocol ClaimNaming: Sendable {
    /// At most 64 URL-safe characters.
    func claimID(client: ClientID, post: PostID, moderator: ModeratorName, generation: Generation) -> String

    /// The generation, or nil where the text is no claim id of this moderator on this item.
    func generation(
        of claimID: String,
        client: ClientID,
        post: PostID,
        moderator: ModeratorName
    ) -> Generation?

    /// The same for the same three values, and for no others.
    func decisionID(client: ClientID, post: PostID, round: Int) -> String
}
