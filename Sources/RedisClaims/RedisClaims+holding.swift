package import Moderation
import RedisClient

extension RedisClaims {
    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        let settings = client.settings
        return try await change(
            ClaimScript.extend,
            post,
            by: moderator,
            naming: claim,
            for: client,
            [.integer(settings.lease.inMilliseconds), .integer(settings.maxHold.inMilliseconds)]
        )
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await change(
            ClaimScript.release,
            post,
            by: moderator,
            naming: claim,
            for: client,
            [.integer(Int64(client.settings.maxReleases)), anyones ? "1" : ""]
        )
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await change(ClaimScript.escalate, post, by: moderator, naming: claim, for: client, [])
    }

    private func change(
        _ script: RedisScript,
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client,
        _ more: [RedisArgument]
    ) async throws(StoreFailure) -> ClaimAnswer {
        var found = QueueName.default
        var (answer, reply, _) = try await runWhereItIs(script, client) { queue in
            found = queue
            return [
                .string(post.description), .string(moderator.description), claim.argument, .string(queue.description),
            ] + more
        }
        switch answer {
        case "done", "damaged", "max_hold_reached":
            if answer == "damaged" { await reportLost([post], of: client) }
            let held = try reply.heldItem(post, foundIn: found)
            remember([held.claim.generation], of: client.id)
            return answer == "max_hold_reached" ? .maxHoldReached(held) : .done(held)
        case "deciding": return .deciding(round: try reply.round())
        case "superseded": return .superseded(round: try reply.round(), at: try reply.time())
        case "absent": return .absent
        case "claim_lost": return .claimLost(holder: try reply.holder())
        case "not_claimed": return .notClaimed(holder: try reply.holder())
        default: throw StoreFailure("\(script.name) answered \(answer), which this release does not know")
        }
    }
}

extension ScriptReply {
    fileprivate mutating func heldItem(
        _ post: PostID,
        foundIn before: QueueName
    ) throws(StoreFailure) -> HeldItem {
        let now = try time()
        let round = try round()
        let queue = QueueName(stored: try string())
        let claim = Claim(
            generation: try generation(),
            moderator: try moderator(),
            claimedAt: try time(),
            expiresAt: try time()
        )
        return HeldItem(
            post: post,
            round: round,
            queue: queue,
            isEscalated: queue == .escalated && before != .escalated,
            claim: claim,
            now: now
        )
    }
}
