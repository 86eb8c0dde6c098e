package import Moderation
import ModerationJSON
import MongoClient
import MongoShared

extension MongoJournal: ClaimJournal {
    private static var postsAtOnce: Int { 2_000 }
    private static var eventsInPage: Int { 5_000 }

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
        held.reserveCapacity(rest.count)
        while !rest.isEmpty {
            let posts = Array(rest.prefix(Self.postsAtOnce))
            rest = rest.dropFirst(posts.count)
            try await eachPost(of: posts, client: client) { events, _ in
                if let claim = HeldClaim(after: events, at: now, carrying: \.text) { held.append(claim) }
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
        var told: [PostID: (events: [ItemEvent], now: Timestamp)] = [:]
        do throws(MongoError) {
            try await eachPost(of: items.map(\.post), client: client) { events, now in
                if let post = events.first?.post { told[post] = (events, now) }
            }
        } catch {
            throw StoreFailure(error)
        }
        return items.map { item in
            let known = told[item.post]
            guard let story = known.flatMap({ Story(ofRound: item.round, after: $0.events, at: $0.now) }) else {
                return item
            }
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

    /// Hands over all events of a post, in no order, and when they were read, by MongoDB's clock; post by post, those without
    /// any left out.
    private func eachPost(
        of posts: [PostID],
        client: ClientID,
        _ body: ([ItemEvent], Timestamp) -> Void
    ) async throws(MongoError) {
        var events: [ItemEvent] = []
        var now = Timestamp(milliseconds: 0)
        try await mongo.findEach(
            in: Self.events,
            FindQuery(
                [
                    "client": .string(client.description),
                    "post": ["$in": .array(posts.map { .string($0.description) })],
                ],
                projection: Self.eventAndTime,
                // As the index has them.
                sort: ["client": 1, "post": 1],
                hint: "events_of_post",
                concern: .local
            ),
            batchSize: Self.eventsInPage
        ) { document throws(MongoError) in
            let post = PostID(stored: try document.required("post", \.stringValue))
            if let last = events.last, last.post != post {
                body(events, now)
                events.removeAll(keepingCapacity: true)
            }
            now = document.date("now").map(Timestamp.init(milliseconds:)) ?? now
            events.append(try EventDocument.read(document, of: post, isByMongo: true))
            return true
        }
        if !events.isEmpty { body(events, now) }
    }

    private static var eventAndTime: BSONDocument {
        [
            "post": 1, "event": 1, "round": 1, "at": 1, "moderator": 1, "generation": 1, "until": 1, "by": 1,
            "ahead": 1,
            "now": "$$NOW",
        ]
    }
}
