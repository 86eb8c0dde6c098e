import Moderation
import MongoClient

/// How an event is written: in the journal's collection, and in the log of an item's document.
///
/// | field | |
/// | --- | --- |
/// | `_id` | made where it happened, or of what a claim is known by, so that an event written twice is kept once |
/// | `schema` | 1 |
/// | `client`, `post` | of the item; not in a log, whose document says them |
/// | `event`, `round`, `moderator`, `reason` | the contract's words; the last two where there is one |
/// | `at` | a date |
/// | `generation` | of the claim, where it is about one |
/// | `until` | a date: the claim's end, where it was made or extended; in the journal by MongoDB's clock |
/// | `ahead` | by how many ms the clock of `at` was ahead of MongoDB's; missing where they hardly differed |
/// | `by` | the supervisor who took the item back, where its holder did not release it |
enum EventDocument {
    static let schema: Int64 = 1

    /// Each index with the question that it answers.
    static let indexes = [
        // MongoJournal.events: what happened to one post, newest first; and to each of many.
        MongoIndex("events_of_post", on: ["client": 1, "post": 1, "at": 1]),
        // MongoJournal.heldClaims: what was claimed or extended and may hold still.
        MongoIndex("events_until", on: ["client": 1, "until": 1], partialFilter: ["until": ["$exists": true]]),
        // MongoJournal.highestGeneration: what was given out to a client's claims.
        MongoIndex(
            "events_by_generation",
            on: ["client": 1, "generation": -1],
            partialFilter: ["generation": ["$exists": true]]
        ),
    ]

    /// - Parameter ahead: by how much the clock by which the event tells its times was ahead of MongoDB's.
    static func document(
        _ event: ItemEvent,
        of client: ClientID,
        id: BSONObjectID,
        ahead: Duration = .zero
    ) -> BSONDocument {
        var document: BSONDocument = [
            "_id": .objectID(id), "schema": .int64(schema), "client": .string(client.description),
            "post": .string(event.post.description),
        ]
        let isAhead = ahead >= HeldClaim.imprecision || ahead <= .zero - HeldClaim.slowness
        document.fields += logEntry(event, until: isAhead ? event.until?.moved(by: .zero - ahead) : event.until).fields
        if isAhead { document.append("ahead", .int64(ahead.inMilliseconds)) }
        return document
    }

    static func logEntry(_ event: ItemEvent) -> BSONDocument { logEntry(event, until: event.until) }

    private static func logEntry(_ event: ItemEvent, until: Timestamp?) -> BSONDocument {
        var entry: BSONDocument = [
            "event": .string(event.kind.rawValue), "round": .int(event.round),
            "at": .date(milliseconds: event.at.milliseconds),
        ]
        entry.append("moderator", ifPresent: event.moderator.map { .string($0.description) })
        entry.append("reason", ifPresent: event.reason.map(BSONValue.string))
        entry.append("generation", ifPresent: event.generation.map { .int64($0.number) })
        entry.append("until", ifPresent: until.map { .date(milliseconds: $0.milliseconds) })
        entry.append("by", ifPresent: event.by.map { .string($0.description) })
        return entry
    }

    /// - Parameter isByMongo: whether times are wanted by MongoDB's clock, rather than by that of the store.
    static func read(
        _ document: BSONDocument,
        of post: PostID,
        isByMongo: Bool = false
    ) throws(MongoError) -> ItemEvent {
        let ahead = Duration.milliseconds(document.int64("ahead").map { min(max($0, -1 << 47), 1 << 47) } ?? 0)
        let at = Timestamp(milliseconds: try document.required("at", \.dateMilliseconds))
        let until = document.date("until").map(Timestamp.init(milliseconds:))
        return ItemEvent(
            post: post,
            kind: try document.required("event") { $0.stringValue.flatMap(ItemEvent.Kind.init(rawValue:)) },
            at: isByMongo ? at.moved(by: .zero - ahead) : at,
            moderator: document.string("moderator").map { ModeratorName(stored: $0) },
            round: try document.required("round", \.countValue),
            reason: document.string("reason"),
            generation: document.int64("generation").map { Generation($0) },
            until: isByMongo ? until : until?.moved(by: ahead),
            by: document.string("by").map { ModeratorName(stored: $0) }
        )
    }
}
