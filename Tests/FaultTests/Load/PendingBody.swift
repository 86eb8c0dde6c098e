/// What the load reads of `GET pending`.
struct PendingBody: Decodable {
    struct Item: Decodable {
        let postId: String
        let round: Int
        let claim: ClaimBody
    }

    let items: [Item]

    func claims(sent: Moment) throws -> [SeenClaim] {
        try items.map { item in
            SeenClaim(
                id: item.claim.id,
                round: RoundID(post: item.postId, round: item.round),
                moderator: item.claim.moderator,
                claimedAt: try StoreClock.milliseconds(item.claim.claimedAt, near: sent),
                expiresAt: try StoreClock.milliseconds(item.claim.expiresAt, near: sent),
                askedAt: sent
            )
        }
    }
}
