/// A claim as answers show it.
struct ClaimBody: Decodable {
    let id: String
    let moderator: String
    let claimedAt: String
    let expiresAt: String
}
