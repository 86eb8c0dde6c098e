import Lines
package import Moderation
import ModerationJSON

extension MongoClaims {
    /// What one command takes: several go into one entry.
    private static let mostItems = 500

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        let replica = replica(of: client.id)
        // Its time can be ahead of MongoDB's.
        try await replica.load()
        return .new(until: try await replica.now(isFresh: true) + Recovery.permitForNewItems, in: .mongo)
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool {
        let reply = try await run(.holdPublisherLease(name: name), for: client).reply
        guard case .lease(let isHeld) = reply else { throw Self.unexpected(reply) }
        return isHeld
    }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {
        _ = try await run(.endPublisherLease(name: name), for: client)
    }

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        guard permit.counts(in: .mongo) else { return items.map { _ in .late } }
        var answers: [PublishAnswer] = []
        for start in stride(from: 0, to: items.count, by: Self.mostItems) {
            let part = items[start..<min(start + Self.mostItems, items.count)]
            let entries = part.map { LineEntry($0, story: $0.carried.flatMap { try? Story(text: $0) }) }
            let reply = try await run(
                .publish(entries, permit: permit, most: client.settings.maxQueued),
                for: client
            ).reply
            guard case .published(let published) = reply else { throw Self.unexpected(reply) }
            answers += published
        }
        return answers
    }
}
