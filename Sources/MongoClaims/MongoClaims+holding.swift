import Lines
package import Moderation

extension MongoClaims {
    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        let settings = client.settings
        return try await answer(
            .extend(post, by: moderator, naming: claim, lease: settings.lease, maxHold: settings.maxHold),
            for: client
        )
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await answer(
            .release(
                post,
                by: moderator,
                naming: claim,
                anyones: anyones,
                maxReleases: client.settings.maxReleases
            ),
            for: client
        )
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try await answer(.escalate(post, by: moderator, naming: claim), for: client)
    }

    private func answer(_ command: LineCommand, for client: Client) async throws(StoreFailure) -> ClaimAnswer {
        let reply = try await run(command, for: client).reply
        guard case .claim(let answer) = reply else { throw Self.unexpected(reply) }
        return answer
    }
}
