import Lines
package import Moderation

extension MongoClaims {
    /// Answers from memory while this server follows what others append, so that a background pass costs nothing.
    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        try await readInPassing(
            client,
            isFresh: !follows,
            atRest: { line, _ in line.queues.keys.sorted { $0.description < $1.description } }
        ) { line, _ in line.queues }
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        try await read(client) { line, _ in line.rounds(of: posts) }
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try await read(client) { line, now in line.look(at: post, now: now) }
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try await read(client) { line, now in line.stats(now: now) }
    }

    /// The same for readers that must change nothing: nil where the line is not open in that epoch, because it never was and no
    /// server has noticed yet.
    package func statsIfOpen(of client: Client, in epoch: Int64) async throws(StoreFailure) -> ClientStats? {
        let answer = try await replica(of: client.id).read(in: epoch) { line, now in line.stats(now: now) }
        guard case .value(let stats) = answer else { return nil }
        return stats
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try await readInPassing(client, isFresh: true, atRest: { line, _ in line.epoch }) { line, _ in line.epoch }
    }
}
