package import Moderation
import RedisClient

extension RedisClaims {
    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        guard let names = try await send(["SMEMBERS", .string(ClaimKeys.queues(of: client.id))]).array else {
            throw StoreFailure("Redis gave no list of queues")
        }
        return names.compactMap(\.string).map { QueueName(stored: $0) }
    }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] {
        let looks = try await look(at: posts, for: client)
        var rounds: [PostID: Int] = [:]
        for (post, look) in zip(posts, looks) { rounds[post] = look?.round }
        return rounds
    }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try await look(at: [post], for: client)[0]
    }

    private func look(at posts: [PostID], for client: Client) async throws(StoreFailure) -> [ItemLook?] {
        guard !posts.isEmpty else { return [] }
        var (_, reply, _) = try await run(
            ClaimScript.look,
            client,
            queue: .default,
            posts.map { .string($0.description) }
        )
        var answers = try reply.list()
        return try posts.map { _ throws(StoreFailure) in
            let answer = try answers.value()
            guard !answer.isNull else { return nil }
            var fields = try ScriptReply(answer)
            return try fields.look()
        }
    }

    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        let from = cursor.isEmpty ? "-" : "(" + cursor
        let key = ClaimKeys.results(of: client.id)
        guard
            let entries = try await send(
                ["XRANGE", .string(key), .string(from), "+", "COUNT", .integer(Int64(limit))]
            ).array
        else { throw StoreFailure("Redis gave no list of results") }
        var decisions: [String] = []
        var next = cursor
        for entry in entries {
            var parts = try ScriptReply(entry)
            next = try parts.string()
            var fields = try parts.list()
            while !fields.isAtEnd {
                let name = try fields.string()
                let value = try fields.string()
                if name == "decision" { decisions.append(value) }
            }
        }
        return (decisions, next)
    }
}

extension ScriptReply {
    fileprivate mutating func look() throws(StoreFailure) -> ItemLook {
        let round = try round()
        let queue = QueueName(stored: try string())
        let deliveries = try count()
        guard !isAtEnd else { return ItemLook(round: round, queue: queue, deliveries: deliveries, claim: nil) }
        let claim = Claim(
            generation: try generation(),
            moderator: try moderator(),
            claimedAt: try time(),
            expiresAt: try time()
        )
        return ItemLook(round: round, queue: queue, deliveries: deliveries, claim: claim)
    }
}
