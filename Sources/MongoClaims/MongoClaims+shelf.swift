import Lines
package import Moderation
import ModerationJSON

extension MongoClaims {
    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        let age = client.settings.itemTTL
        return try await readInPassing(
            client,
            isFresh: !follows,
            atRest: { line, now in line.mayOverstay(queue, age: age, at: now) ? nil : [] }
        ) { line, now in
            line.overstayed(in: queue, itemTTL: age, limit: limit, now: now)
        }.map { ($0.post, $0.round) }
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        try await read(client) { line, _ in line.window(of: queue, tail: tail) }
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        let rounds = items.map { LineRound(post: $0.post, round: $0.round) }
        let reply = try await run(.shelve(rounds, from: queue, publisher: publisher), for: client).reply
        guard case .shelved(let shelved) = reply else { throw Self.unexpected(reply) }
        return shelved?.map { ShelvedItem(post: $0.post, round: $0.round, carried: $0.story?.text) }
    }
}
