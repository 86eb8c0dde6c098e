import Moderation

/// A claim that was made, by its number.
struct ModelClaim: Sendable {
    let number: Int64
    let moderator: ModeratorName
    let round: Int
}
