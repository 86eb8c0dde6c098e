package import Moderation
import RedisClient

extension RedisClaims {
    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        var time = try ScriptReply(await send(["TIME"]))
        guard let seconds = Int64(try time.string()) else { throw StoreFailure("Redis answered no time") }
        return .new(until: Timestamp(milliseconds: seconds * 1_000) + Recovery.permitForNewItems)
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
        for batch in PublishBatch.split(items) {
            let answered = try await publish(batch, for: client, permit: permit)
            for (index, answer) in zip(batch.indices, answered) { answers[index] = answer }
        }
        return answers
    }

    /// Publishes one batch. Where an older round is in another queue, it is taken out of that one first.
    ///
    /// These are several steps, but nothing of the older round can be decided between them: the record is a round ahead.
    /// After a crash the item still waits in MongoDB. All is published again, not just what was taken out: what went into
    /// line the first time stays, and the order of the batch is kept.
    private func publish(
        _ batch: PublishBatch,
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        let first = try await publishOnce(batch, for: client, permit: permit)
        guard first.contains(nil) else { return first.compactMap(\.self) }
        for (item, answer) in zip(batch.items, first) where answer == nil {
            try await withdraw(item.post, upTo: item.round - 1, for: client)
        }
        let second = try await publishOnce(batch, for: client, permit: permit)
        return zip(first, second).map { $0 ?? $1 ?? .late }
    }

    /// Gives nil for an item whose older round is in another queue.
    private func publishOnce(
        _ batch: PublishBatch,
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer?] {
        var arguments: [RedisArgument] = [.string(batch.queue.description), .string(batch.priority.rawValue)]
        switch permit {
        case .new(let until): arguments += [.integer(until.milliseconds), ""]
        case .publisher(let name): arguments += ["", .string(name)]
        }
        for item in batch.items {
            arguments += [
                .string(item.post.description), .integer(Int64(item.round)), .integer(item.queuedAt.milliseconds),
                .integer(item.dueAt.milliseconds), .string(item.payload.content), .string(item.payload.ai),
                .string(item.payload.metadata),
            ]
        }
        var (answer, reply, _) = try await run(ClaimScript.publish, client, queue: batch.queue, arguments)
        _ = try reply.time()
        guard answer == "ok" else { return batch.items.map { _ in .late } }
        var words = try reply.list()
        return try batch.items.map { _ throws(StoreFailure) in
            let word = try words.string()
            let answer = PublishAnswer(rawValue: word)
            guard answer != nil || word == "elsewhere" else {
                throw StoreFailure("publish answered \(word), which this release does not know")
            }
            return answer
        }
    }
}
