import JSONText
import Lines
package import Moderation
import ModerationJSON

extension MongoClaims {
    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await decision(.beginDecision(post, by: moderator, naming: claim), for: client)
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try await decision(.resumeDecision(post, by: moderator, under: lost), for: client)
    }

    private func decision(_ command: LineCommand, for client: Client) async throws(StoreFailure) -> DecisionStart {
        let reply = try await run(command, for: client).reply
        guard case .decision(let start) = reply else { throw Self.unexpected(reply) }
        return start
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        let decision = stored.decision
        var json = JSONWriter()
        json.decision(decision)
        _ = try await run(
            .acknowledge(decision.post, round: decision.round, storedIn: stored.epoch),
            for: client,
            decision: json.text
        )
    }

    package func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        _ = try await run(.reopen(post, token: token), for: client)
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        _ = try await run(.withdraw(post, upTo: round), for: client)
    }
}
