import Lines
package import Moderation

extension MongoClaims: InspectableLine {
    package func inspect(
        _ client: Client,
        in epoch: Int64,
        after cursor: String?,
        limit: Int
    ) async throws(StoreFailure) -> LinePage? {
        let from = cursor.flatMap { Int($0) } ?? 0
        return try await readIfOpen(client, in: epoch) { line, now in
            let part = line.standing(from: from, limit: limit, now: now)
            return LinePage(items: part.items, next: part.next.map(String.init))
        }
    }

    package func inspect(
        _ posts: [PostID],
        of client: Client,
        in epoch: Int64
    ) async throws(StoreFailure) -> LinePage? {
        try await readIfOpen(client, in: epoch) { line, now in LinePage(items: line.standing(posts, now: now)) }
    }

    /// The orders of a line follow from its items, so that none of them can disagree.
    package func mend(
        _ flaw: Drift,
        of client: Client
    ) async throws(StoreFailure) -> MendAnswer { .sound }

    /// Nor is a part of a line lost without the rest: it follows from its log.
    package func findLoss(of client: Client, found: String?) async throws(StoreFailure) -> LineLoss? { nil }

    /// Opens nothing: nil where the line is in another epoch, or closed, and where nobody has used it for some time: it is
    /// compared when it is used again.
    private func readIfOpen<Value: Sendable>(
        _ client: Client,
        in epoch: Int64,
        _ body: @Sendable (Line, Timestamp) -> Value
    ) async throws(StoreFailure) -> Value? {
        let answer = try await replica(of: client.id).readInPassing(
            in: epoch,
            isFresh: true,
            atRest: { _, _ in .some(nil) }
        ) { line, now in
            line.isClosed ? nil : body(line, now)
        }
        guard case .value(let value) = answer else { return nil }
        return value
    }
}
