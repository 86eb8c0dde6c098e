package import Moderation
import RedisClient

extension RedisClaims {
    package func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        var items: [(post: PostID, round: Int)] = []
        var cursor = ""
        repeat {
            var (_, reply, _) = try await run(
                ClaimScript.overstay,
                client,
                queue: queue,
                [
                    .integer(client.settings.itemTTL.inMilliseconds), .integer(Int64(limit - items.count)),
                    .string(cursor),
                ]
            )
            _ = try reply.time()
            var fields = try reply.list()
            while !fields.isAtEnd { items.append((try fields.post(), try fields.round())) }
            cursor = try reply.string()
        } while !cursor.isEmpty && items.count < limit
        return items
    }

    package func window(
        of queue: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        var (_, reply, _) = try await run(ClaimScript.window, client, queue: queue, [.integer(Int64(tail))])
        _ = try reply.time()
        let items = try reply.count()
        let waiting = try reply.count()
        let claimed = try reply.count()
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
        try await trimRefused(of: client, olderThan: oldest)
    }

    /// What `settle` refused stays within its bounds also where nothing comes any more.
    private func trimRefused(of client: Client, olderThan oldest: Int64) async throws(StoreFailure) {
        let key = RedisArgument.string(ClaimKeys.refused(of: client.id))
        guard try await send(["XTRIM", key, "MINID", .integer(max(0, oldest))]).integer != nil,
            let used = try await send(["MEMORY", "USAGE", key]).integer, used > Self.mostRefusedMemory,
            let length = try await send(["XLEN", key]).integer
        else { return }
        let fitting = Int64(Double(length) * Double(Self.mostRefusedMemory) / Double(used) * 0.9)
        _ = try await send(["XTRIM", key, "MAXLEN", .integer(fitting)])
    }

    private static let mostRefusedMemory: Int64 = 16 << 20
}
