package import Moderation
import MongoClient
import MongoShared

extension MongoJournal: ClaimJournal {
    /// More than any team holds at once.
    private static var mostHeld: Int { 100_000 }
    private static var postsAtOnce: Int { 200 }

    package func heldClaims(of client: ClientID, at now: Timestamp) async throws(StoreFailure) -> [HeldClaim] {
        await flush()
        do throws(MongoError) {
            var rest = try await postsHeld(of: client, at: now)[...]
            var held: [HeldClaim] = []
            while !rest.isEmpty {
                let posts = Array(rest.prefix(Self.postsAtOnce))
                rest = rest.dropFirst(posts.count)
                let events = try await events(of: posts, client: client)
                held += Dictionary(grouping: events, by: \.post).values.compactMap { HeldClaim(after: $0, at: now) }
            }
            return held.sorted { $0.claim.generation < $1.claim.generation }
        } catch {
            throw StoreFailure(error)
        }
    }

    private func postsHeld(of client: ClientID, at now: Timestamp) async throws(MongoError) -> [PostID] {
        let documents = try await mongo.find(
            in: Self.events,
            FindQuery(
                ["client": .string(client.description), "until": ["$gt": .date(milliseconds: now.milliseconds)]],
                projection: ["post": 1],
                hint: "events_until"
            ),
            limit: Self.mostHeld
        )
        var posts: Set<PostID> = []
        for document in documents { posts.insert(PostID(stored: try document.required("post", \.stringValue))) }
        return Array(posts)
    }

    /// In the order in which they happened.
    private func events(of posts: [PostID], client: ClientID) async throws(MongoError) -> [ItemEvent] {
        try await mongo.find(
            in: Self.events,
            FindQuery(
                [
                    "client": .string(client.description),
                    "post": ["$in": .array(posts.map { .string($0.description) })],
                ],
                hint: "events_of_post"
            ),
            limit: Self.mostHeld
        ).map { document throws(MongoError) in
            try EventDocument.read(document, of: PostID(stored: try document.required("post", \.stringValue)))
        }.sorted { ($0.at, $0.generation?.number ?? 0) < ($1.at, $1.generation?.number ?? 0) }
    }
}
