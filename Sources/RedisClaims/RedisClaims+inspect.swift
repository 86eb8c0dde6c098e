package import Moderation
import RedisClient

extension RedisClaims: InspectableLine {
    package func inspect(
        _ client: Client,
        in epoch: Int64,
        after cursor: String?,
        limit: Int
    ) async throws(StoreFailure) -> LinePage? {
        let place = try cursor.map { text throws(StoreFailure) in try InspectCursor(text) } ?? InspectCursor()
        guard var part = try await inspect(client, epoch, place, limit: limit) else { return nil }
        while !part.unread.isEmpty {
            let more = try await inspect(client, epoch, InspectCursor(part: .entries), posts: part.unread, limit: limit)
            guard let more else { return nil }
            part.flaws += more.flaws
            part.unread = more.unread
        }
        let next = place.next(behind: part.scan, queues: part.queues)
        return LinePage(items: part.items, flaws: part.flaws, next: next?.description)
    }

    package func inspect(
        _ posts: [PostID],
        of client: Client,
        in epoch: Int64
    ) async throws(StoreFailure) -> LinePage? {
        let part = try await inspect(client, epoch, InspectCursor(part: .named), posts: posts, limit: posts.count)
        return part.map { LinePage(items: $0.items) }
    }

    package func mend(
        _ flaw: Drift,
        of client: Client
    ) async throws(StoreFailure) -> MendAnswer {
        let arguments: [RedisArgument] = [
            .string(flaw.post.description), .string(flaw.detail ?? ""), .integer(Self.settleAfter.inMilliseconds),
        ]
        let epoch = try await usedEpoch(of: client)
        // Nil as well where another call has found that the line must begin anew.
        guard var reply = try await evaluateOnAllQueues(ClaimScript.mend, client, epoch, arguments, [])?.reply
        else { return .beginsAnew }
        switch try reply.string() {
        case "out": return .out
        case "again": return .later
        default: return .sound
        }
    }

    private struct Part {
        var items: [StandingRound] = []
        var flaws: [Drift] = []
        var unread: [PostID] = []
        var scan = ""
        var queues: [QueueName] = []
    }

    private func inspect(
        _ client: Client,
        _ epoch: Int64,
        _ cursor: InspectCursor,
        posts: [PostID] = [],
        limit: Int
    ) async throws(StoreFailure) -> Part? {
        let arguments: [RedisArgument] = [
            .string(cursor.part.rawValue), .string(cursor.scan), .integer(Int64(limit)),
            .integer(Self.settleAfter.inMilliseconds),
        ]
        let names = posts.map { RedisArgument.string($0.description) }
        let answer = try await evaluateOnAllQueues(
            ClaimScript.inspect,
            client,
            epoch,
            arguments,
            names,
            placing: cursor.queue
        )
        guard let answer else { return nil }
        var reply = answer.reply
        _ = try reply.string()
        var part = Part(scan: try reply.string(), queues: answer.queues)
        var items = try reply.list()
        while !items.isAtEnd { part.items.append(try items.standing()) }
        var flaws = try reply.list()
        while !flaws.isAtEnd { part.flaws.append(try flaws.flaw()) }
        var unread = try reply.list()
        while !unread.isAtEnd { part.unread.append(try unread.post()) }
        return part
    }

    /// Runs a script that is given the keys of every queue that holds an item, in their order. It opens nothing.
    ///
    /// - Parameter placing: the queue whose place among them, from 1, stands behind `arguments`; nil for a script without one.
    /// - Returns: nil where Redis does not hold the client in that epoch.
    private func evaluateOnAllQueues(
        _ script: RedisScript,
        _ client: Client,
        _ epoch: Int64,
        _ arguments: [RedisArgument],
        _ more: [RedisArgument],
        placing queue: QueueName?? = .none
    ) async throws(StoreFailure) -> (reply: ScriptReply, queues: [QueueName])? {
        // These are looked into even where the set of queues is gone.
        var named = Set(try await queues(of: client) + [.default, .escalated])
        if case .some(.some(let queue)) = queue { named.insert(queue) }
        for _ in 0..<Self.attempts {
            let queues = named.sorted { $0.description < $1.description }
            var all = arguments
            if case .some(let queue) = queue {
                all.append(.integer(Int64((queue.flatMap { queues.firstIndex(of: $0) } ?? -1) + 1)))
            }
            all += queues.map { .string($0.description) } + more
            let keys = queues.flatMap { self.keys(client.id, $0).ofQueue }
            let reply = try await evaluate(script, client, .default, moreKeys: keys, epoch, all)
            var read = reply
            switch try read.string() {
            case "epoch":
                try noteLoss(&read, of: client)
                return nil
            case "queues": named.formUnion(try read.array().compactMap(\.string).map { QueueName(stored: $0) })
            default: return (reply, queues)
            }
        }
        throw StoreFailure("the queues of client \(client.id) changed \(Self.attempts) times during one call")
    }
}

extension ScriptReply {
    fileprivate mutating func standing() throws(StoreFailure) -> StandingRound {
        let post = try post()
        let round = try round()
        let token = try string()
        let queue = QueueName(stored: try string())
        return StandingRound(post: post, round: round, queue: queue, overdue: Int64(token).map { Generation($0) })
    }

    fileprivate mutating func flaw() throws(StoreFailure) -> Drift {
        let name = try string()
        guard let kind = DriftKind(rawValue: name) else { throw StoreFailure("Redis told of a flaw \(name)") }
        let post = try post()
        let detail = try string()
        return Drift(kind, post, detail: detail.isEmpty ? nil : detail)
    }
}
