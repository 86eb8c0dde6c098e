package import Moderation
import RedisClient

extension RedisClaims {
    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await beginDecision(on: post, by: moderator, naming: claim, lost: nil, for: client)
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        let claim = NamedClaim.generation(lost.generation)
        return try await beginDecision(on: post, by: moderator, naming: claim, lost: lost, for: client)
    }

    private func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        lost: LostClaim?,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        var (answer, reply, epoch) = try await runWhereItIs(ClaimScript.decide, client) { queue in
            [
                .string(post.description), .string(moderator.description), claim.argument,
                .integer(Self.settleAfter.inMilliseconds), .string(queue.description),
                lost.map { .integer($0.generation.number) } ?? "",
                lost.map { .integer(Int64($0.round)) } ?? "",
            ]
        }
        switch answer {
        case "deciding":
            let round = try reply.round()
            let (generation, token) = (try reply.generation(), try reply.generation())
            remember([generation, token], of: client.id)
            return .deciding(round: round, generation: generation, token: token, epoch: epoch)
        case "absent": return .absent
        case "superseded": return .superseded(round: try reply.round(), at: try reply.time())
        case "claim_lost": return .claimLost(holder: try reply.holder())
        case "not_claimed": return .notClaimed(holder: try reply.holder())
        default: throw StoreFailure("decide answered \(answer), which this release does not know")
        }
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        _ = try await takeOut(post, upTo: round, for: client)
    }

    /// The same, and gives what a newer round takes along.
    func takeOut(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) -> String {
        var (_, reply, _) = try await runWhereItIs(ClaimScript.withdraw, client) { queue in
            [.string(post.description), .string(queue.description), .integer(Int64(round))]
        }
        return try reply.string()
    }
}

extension NamedClaim {
    /// As the scripts take it.
    var argument: RedisArgument {
        switch self {
        case .any: ""
        case .generation(let generation): .integer(generation.number)
        case .unknown: "-"
        }
    }
}

extension ScriptReply {
    /// Who holds the item now, or nobody. The generation is nobody's business but the holder's.
    mutating func holder() throws(StoreFailure) -> Claim? {
        let name = try string()
        let claimedAt = try time()
        let expiresAt = try time()
        guard !name.isEmpty else { return nil }
        return Claim(
            generation: Generation(0),
            moderator: ModeratorName(stored: name),
            claimedAt: claimedAt,
            expiresAt: expiresAt
        )
    }
}
