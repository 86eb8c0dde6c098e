import Moderation
import Secrets

/// Claim ids as `c<generation in hexadecimal>-<seal>`, and decision ids as `d-<seal>`.
///
/// The seal binds a claim id to client, post and moderator, by a key that all servers share, so that nobody can make one
/// up, and so that a claim proves itself when the store that gave it out is gone.
struct ClaimNames: ClaimNaming {
    private let key: SealKey

    init(key: SealKey) { self.key = key }

    func claimID(client: ClientID, post: PostID, moderator: ModeratorName, generation: Generation) -> String {
        let seal = key.seal(fields(client, post, moderator, generation))
        return "c\(String(generation.number, radix: 16))-\(seal.text)"
    }

    func generation(
        of claimID: String,
        client: ClientID,
        post: PostID,
        moderator: ModeratorName
    ) -> Generation? {
        guard claimID.utf8.count <= 64, claimID.first == "c", let dash = claimID.firstIndex(of: "-"),
            let number = Int64(claimID[claimID.index(after: claimID.startIndex)..<dash], radix: 16), number >= 0,
            let seal = ClaimSeal(text: String(claimID[claimID.index(after: dash)...]))
        else { return nil }
        let generation = Generation(number)
        guard key.verify(seal, fields(client, post, moderator, generation)) else { return nil }
        // One spelling: `+`, zeros in front and capitals are digits too, and the last letter of a seal has bits to spare.
        let spelled = self.claimID(client: client, post: post, moderator: moderator, generation: generation)
        return claimID == spelled ? generation : nil
    }

    func decisionID(client: ClientID, post: PostID, round: Int) -> String {
        let seal = key.seal([
            .text("decision"), .text(client.description), .text(post.description), .number(UInt64(clamping: round)),
        ])
        return "d-\(seal.text)"
    }

    private func fields(
        _ client: ClientID,
        _ post: PostID,
        _ moderator: ModeratorName,
        _ generation: Generation
    ) -> [SealField] {
        [
            .text("claim"), .text(client.description), .text(post.description), .text(moderator.description),
            .number(UInt64(clamping: generation.number)),
        ]
    }
}
