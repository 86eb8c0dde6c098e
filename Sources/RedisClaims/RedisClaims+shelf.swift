package import Moderation
import RedisClient

extension RedisClaims {
    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        var (_, reply, _) = try await run(
            ClaimScript.overstay,
            client,
            queue: queue,
            [.integer(client.settings.itemTTL.inMilliseconds), .integer(Int64(limit))]
        )
        _ = try reply.time()
        var fields = try reply.list()
        var items: [(post: PostID, round: Int)] = []
        while !fields.isAtEnd { items.append((try fields.post(), try fields.round())) }
        return items
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        var (_, reply, _) = try await run(ClaimScript.window, client, queue: queue, [.integer(Int64(tail))])
        _ = try reply.time()
        let items = Int(try reply.integer())
        let waiting = Int(try reply.integer())
        let claimed = Int(try reply.integer())
        var fields = try reply.list()
        var last: [LineItem] = []
        while !fields.isAtEnd {
            last.append(LineItem(post: try fields.post(), round: try fields.round(), dueAt: try fields.time()))
        }
        return QueueWindow(itemsOfClient: items, waiting: waiting, claimed: claimed, tail: last)
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        let named = items.flatMap { item -> [RedisArgument] in
            [.string(item.post.description), .integer(Int64(item.round))]
        }
        var (answer, reply, _) = try await run(
            ClaimScript.shelve,
            client,
            queue: queue,
            [.string(queue.description), .string(publisher)] + named
        )
        guard answer == "ok" else { return nil }
        _ = try reply.time()
        var answers = try reply.list()
        var shelved: [ShelvedItem] = []
        for item in items {
            let carried = try answers.value()
            guard let text = carried.string else { continue }
            shelved.append(ShelvedItem(post: item.post, round: item.round, carried: text.isEmpty ? nil : text))
        }
        return shelved
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        let oldest = try await serverTime().milliseconds - client.settings.resultsKept.inMilliseconds
        let key = ClaimKeys.results(of: client.id)
        _ = try await send(["XTRIM", .string(key), "MINID", .integer(max(0, oldest))])
    }
}
