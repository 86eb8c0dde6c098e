package import Moderation
import RedisClient

extension RedisClaims {
    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        .new(until: try await serverTime() + Recovery.permitForNewItems, in: .redis)
    }

    /// To the second.
    func serverTime() async throws(StoreFailure) -> Timestamp {
        var time = try ScriptReply(await send(["TIME"]))
        guard let seconds = Int64(try time.string()) else { throw StoreFailure("Redis answered no time") }
        return Timestamp(milliseconds: 0) + .seconds(seconds)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        try await setPublisherLease(name, Self.publisherLease, for: client)
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        _ = try await setPublisherLease(name, .zero, for: client)
    }

    private static let publisherLease: Duration = .seconds(10)

    private func setPublisherLease(
        _ name: String,
        _ lease: Duration,
        for client: Client
    ) async throws(StoreFailure) -> Bool {
        try await run(
            ClaimScript.publisher,
            client,
            queue: .default,
            [.string(name), .integer(lease.inMilliseconds)]
        ).answer == "ok"
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        var answers = [PublishAnswer](repeating: .late, count: items.count)
        guard permit.counts(in: .redis) else { return answers }
        bulk?.note(client.id, bytes: items.reduce(0) { $0 + $1.payload.byteCount })
        for batch in PublishBatch.split(items) {
            let answered = try await publish(batch, for: client, permit: permit)
            for (index, answer) in zip(batch.indices, answered) { answers[index] = answer }
        }
        return answers
    }

    /// Publishes one batch. Where older rounds are in another queue, they are taken out of that one first.
    ///
    /// These are several steps, but nothing of an older round can be decided between them: the record is a round ahead.
    /// After a crash the items still wait in MongoDB.
    private func publish(
        _ batch: PublishBatch,
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        // What older rounds leave to the newer ones.
        var left: [PostID: String] = [:]
        for _ in 0..<Self.attempts {
            let arguments = arguments(batch, permit, left, most: client.settings.maxQueued)
            var (answer, reply, _) = try await run(ClaimScript.publish, client, queue: batch.queue, arguments)
            _ = try reply.time()
            switch answer {
            case "late": return batch.items.map { _ in .late }
            case "elsewhere":
                let elsewhere = Set(try reply.array().compactMap(\.string).map { PostID(stored: $0) })
                for item in batch.items where elsewhere.contains(item.post) {
                    left[item.post] = try await takeOut(item.post, upTo: item.round - 1, for: client)
                }
            default: return try answers(&reply, count: batch.items.count)
            }
        }
        return batch.items.map { _ in .late }
    }

    private func arguments(
        _ batch: PublishBatch,
        _ permit: PublishingPermit,
        _ left: [PostID: String],
        most: Int
    ) -> [RedisArgument] {
        var arguments: [RedisArgument] = [.string(batch.queue.description), .string(batch.priority.rawValue)]
        switch permit {
        case .new(let until, _): arguments += [.integer(until.milliseconds), ""]
        case .publisher(let name): arguments += ["", .string(name)]
        }
        arguments.append(.integer(Int64(most)))
        for (item, before) in zip(batch.items, batch.before) {
            arguments += [
                .string(item.post.description), .integer(Int64(item.round)), .integer(item.queuedAt.milliseconds),
                .string(Self.place(of: item, behind: before)), .string(item.payload.content), .string(item.payload.ai),
                .string(item.payload.metadata), .string(left[item.post] ?? item.carried ?? ""),
            ]
        }
        return arguments
    }

    /// Its due time, and behind the point in 1/1024 how many items of the same due time came before.
    private static func place(of item: QueuedItem, behind count: Int) -> String {
        let due = "\(item.dueAt.milliseconds)"
        guard count > 0 else { return due }
        let digits = "\(min(count, 1_023) * 9_765_625)"
        return due + "." + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    private func answers(_ reply: inout ScriptReply, count: Int) throws(StoreFailure) -> [PublishAnswer] {
        var words = try reply.list()
        return try (0..<count).map { _ throws(StoreFailure) in
            let word = try words.string()
            guard let answer = PublishAnswer(rawValue: word) else {
                throw StoreFailure("publish answered \(word), which this release does not know")
            }
            return answer
        }
    }
}
