package import Moderation
import ModerationJSON
import MongoClient
import MongoShared

extension MongoJournal: ClaimJournal {
    /// Of so many items at once no more has happened, but for those that somebody extends all the time.
    private static var mostEvents: Int { 50_000 }
    private static var postsAtOnce: Int { 500 }

    package func heldClaims(of client: ClientID) async throws(StoreFailure) -> NotedClaims {
        let now: Timestamp
        let reading: ClockReading
        do throws(MongoError) {
            reading = try await clock.reading()
            // At least: what may hold still is not left out.
            now = try await clock.now().moved(by: .zero - clock.inaccuracy)
        } catch {
            throw StoreFailure(error)
        }
        return NotedClaims(held: try await heldClaims(of: client, at: now), clock: reading)
    }

    /// The claims that hold at an instant of MongoDB's clock.
    func heldClaims(of client: ClientID, at now: Timestamp) async throws(StoreFailure) -> [HeldClaim] {
        guard await flush() else {
            throw StoreFailure("the history of this server is not written down yet", maybeDone: false)
        }
        do throws(MongoError) {
            let held = try await held(of: client, at: now)
            // What a primary would say that was replaced and has not noticed lacks what came since.
            try await mongo.confirmPrimary()
            return held
        } catch {
            throw StoreFailure(error)
        }
    }

    package func highestGeneration(of client: ClientID) async throws(StoreFailure) -> Generation? {
        do throws(MongoError) {
            return try await mongo.findOne(
                in: Self.events,
                FindQuery(
                    ["client": .string(client.description), "generation": ["$exists": true]],
                    projection: ["generation": 1],
                    sort: ["generation": -1],
                    hint: "events_by_generation"
                )
            )?.int64("generation").map { Generation($0) }
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Of those that are written down.
    private func held(of client: ClientID, at now: Timestamp) async throws(MongoError) -> [HeldClaim] {
        var rest = try await postsHeld(of: client, at: now)[...]
        var held: [HeldClaim] = []
        while !rest.isEmpty {
            let posts = Array(rest.prefix(Self.postsAtOnce))
            rest = rest.dropFirst(posts.count)
            let events = try await events(of: posts, client: client).events
            held += Dictionary(grouping: events, by: \.post).values.compactMap { events in
                HeldClaim(after: events, at: now, carrying: \.text)
            }
        }
        return held.sorted { $0.claim.generation < $1.claim.generation }
    }

    package func withStories(
        _ items: [QueuedItem],
        of client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        guard !items.isEmpty else { return [] }
        await flush()
        let told: (events: [ItemEvent], now: Timestamp?)
        do throws(MongoError) {
            told = try await events(of: items.map(\.post), client: client)
        } catch {
            throw StoreFailure(error)
        }
        guard let now = told.now else { return items }
        let events = Dictionary(grouping: told.events, by: \.post)
        return items.map { item in
            guard let story = events[item.post].flatMap({ Story(ofRound: item.round, after: $0, at: now) })
            else { return item }
            let carried = item.carried.flatMap { try? Story(text: $0) }
            return item.carrying((carried?.united(with: story) ?? story).text)
        }
    }

    private func postsHeld(of client: ClientID, at now: Timestamp) async throws(MongoError) -> [PostID] {
        var posts: Set<PostID> = []
        try await mongo.findEach(
            in: Self.events,
            FindQuery(
                ["client": .string(client.description), "until": ["$gt": .date(milliseconds: now.milliseconds)]],
                projection: ["post": 1, "_id": 0],
                hint: "events_until",
                concern: .local
            ),
            batchSize: 10_000
        ) { document throws(MongoError) in
            posts.insert(PostID(stored: try document.required("post", \.stringValue)))
            return true
        }
        return Array(posts)
    }

    /// In no order, and when they were read, by MongoDB's clock; nil where there are none.
    private func events(
        of posts: [PostID],
        client: ClientID
    ) async throws(MongoError) -> (events: [ItemEvent], now: Timestamp?) {
        let documents = try await mongo.find(
            in: Self.events,
            FindQuery(
                [
                    "client": .string(client.description),
                    "post": ["$in": .array(posts.map { .string($0.description) })],
                ],
                projection: Self.eventAndTime,
                hint: "events_of_post",
                concern: .local
            ),
            limit: Self.mostEvents
        )
        let events = try documents.map { document throws(MongoError) in
            try EventDocument.read(
                document,
                of: PostID(stored: try document.required("post", \.stringValue)),
                isByMongo: true
            )
        }
        return (events, documents.first?.date("now").map(Timestamp.init(milliseconds:)))
    }

    private static var eventAndTime: BSONDocument {
        [
            "post": 1, "event": 1, "round": 1, "at": 1, "moderator": 1, "generation": 1, "until": 1, "by": 1,
            "ahead": 1,
            "now": "$$NOW",
        ]
    }
}
