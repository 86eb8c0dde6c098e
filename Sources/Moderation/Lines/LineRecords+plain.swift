/// What a system of record does that one process uses, and whose items are few.
extension LineRecords {
    package func holdMove(of client: ClientID, as name: String) async throws(StoreFailure) -> LinePlace? {
        try await place(of: client)
    }

    package func endMove(of client: ClientID, as name: String) async {}

    package func fence(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> [[PostID]] {
        let pending = try await Set(requeue(posts, epoch: epoch, client: client).map(\.post))
        return [posts.filter(pending.contains)]
    }

    package func adopted(
        _ posts: [PostID],
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> [QueuedItem] {
        try await requeue(posts, epoch: 0, client: client)
    }
}
