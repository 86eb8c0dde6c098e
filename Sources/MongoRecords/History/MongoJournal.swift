package import Moderation
package import MongoClient
package import MongoShared
import Synchronization

/// The journal on MongoDB: one document an event, in the collection `events`.
package final class MongoJournal: Journal {
    let mongo: MongoClient
    let clock: MongoClock
    private let batch: WriteBatch<EventWriter>
    private let known: Known

    /// Shared with the writer, which tells it what was dropped.
    private final class Known: Sendable {
        private let claims = Mutex(KnownClaims())

        func learn(_ event: ItemEvent, of client: ClientID) -> Bool {
            claims.withLock { $0.learn(event, of: client) }
        }

        /// Whatever is shown from here on is told anew, as what was told of it may be lost.
        func forget() { claims.withLock { $0 = KnownClaims() } }
    }

    static let events = "events"
    private static let mostRead = 1_000

    /// - Parameters:
    ///   - clock: MongoDB's, where somebody has one already.
    ///   - pause: How long the first event waits for others.
    ///   - limit: How many events may wait; further ones are dropped.
    ///   - lost: Is told how many events were dropped: too many came, or MongoDB was away for too long.
    package init(
        mongo: MongoClient,
        clock: MongoClock? = nil,
        pause: Duration = .milliseconds(250),
        limit: Int = 20_000,
        lost: @escaping @Sendable (Int) -> Void
    ) {
        self.mongo = mongo
        let clock = clock ?? MongoClock(mongo: mongo)
        self.clock = clock
        let known = Known()
        self.known = known
        let writer = EventWriter(mongo: mongo, clock: clock) { count in
            known.forget()
            lost(count)
        }
        batch = WriteBatch(writer, pause: pause, limit: limit)
    }

    /// Creates what is missing of the indexes.
    package func prepare() async throws(MongoError) {
        try await mongo.createIndexes(on: Self.events, EventDocument.indexes)
    }

    package func add(_ events: [ItemEvent], of client: ClientID) { add(events, of: client, at: nil) }

    package func add(_ events: [ItemEvent], of client: ClientID, toldAt now: Timestamp) {
        add(events, of: client, at: now)
    }

    private func add(_ events: [ItemEvent], of client: ClientID, at now: Timestamp?) {
        for event in events where known.learn(event, of: client) {
            batch.add(JournalEntry(event, of: client, toldAt: now))
        }
    }

    package func write(within time: Duration) async -> Bool { await batch.flush(within: time) }

    package func events(of post: PostID, client: ClientID) async throws(StoreFailure) -> [ItemEvent] {
        // What this server knows is told at once, whatever others still keep for a moment.
        await flush()
        do throws(MongoError) {
            let documents = try await mongo.find(
                in: Self.events,
                FindQuery(
                    ["client": .string(client.description), "post": .string(post.description)],
                    sort: ["at": -1],
                    hint: "events_of_post",
                    // Events are written without waiting for a majority.
                    concern: .local
                ),
                limit: Self.mostRead
            )
            return try documents.reversed().map { document throws(MongoError) in
                try EventDocument.read(document, of: post)
            }
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Writes what waits; false where that is not done. It is tried again then.
    @discardableResult
    package func flush() async -> Bool { await batch.flush() }

    /// The same, tried again and again until `limit` is over.
    package func flush(within limit: Duration) async -> Bool { await batch.flush(within: limit) }

    /// Writes what waits, once, and takes no more: to be called behind the last call and before the `MongoClient` is
    /// closed.
    package func close() async { await batch.close() }
}
