/// What a system of record does that one process uses, and whose items are few.
extension LineRecords {
    package func holdMove(of client: ClientID, as name: String) async throws(StoreFailure) -> LinePlace? {
        try await place(of: client)
    }

    package func endMove(of client: ClientID, as name: String) async {}

    package func fence(_ posts: [PostID], epoch: Int64, client: ClientID) async throws(StoreFailure) {
        _ = try await requeue(posts, epoch: epoch, client: client)
    }

    package func adopted(
        _ posts: ArraySlice<PostID>,
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> (items: [QueuedItem], looked: Int) {
        (try await requeue(Array(posts), epoch: 0, client: client), posts.count)
    }
}
