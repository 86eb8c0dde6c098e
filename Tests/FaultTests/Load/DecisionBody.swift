import Foundation

/// A decision as answers and results show it.
struct DecisionBody: Decodable {
    let decisionId: String
    let postId: String
    let round: Int
    let outcome: String
    let moderator: String
    let claimId: String
    let decidedAt: String

    var seen: SeenDecision {
        get throws {
            SeenDecision(
                id: decisionId,
                round: RoundID(post: postId, round: round),
                outcome: outcome,
                moderator: moderator,
                claim: claimId,
                decidedAt: try StoreClock.milliseconds(decidedAt)
            )
        }
    }

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(DecisionBody.self, from: Data(json.utf8))
    }
}
