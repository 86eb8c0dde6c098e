import Moderation
import MongoClient

/// How a client is written in MongoDB. Durations are in milliseconds. What is missing has its default.
enum ClientDocument {
    /// The URL of the client's own Redis, with its password; missing where the server's Redis serves the client.
    static let redis = "redis_url"
    /// The epoch of `Client.servedSince`; missing means 1.
    static let servedSince = "served_since"

    static func servedSince(_ document: BSONDocument) -> Int64 { document.int64(servedSince) ?? 1 }

    /// What a filter says of the field.
    static func isServed(since epoch: Int64) -> BSONValue {
        // Null matches what is missing.
        epoch == 1 ? ["$in": [1, .null]] : .int64(epoch)
    }

    /// The Redis that is wanted where `redis` is another one: a document with its URL, or without one for the server's.
    private static let change = "redis_change"
    private static let url = "url"

    /// The update that replaces a client's settings. A Redis that they name anew serves the client once its line has left the one
    /// before.
    static func replacement(_ settings: ClientSettings) -> BSONValue {
        let wanted = settings.redis.map { BSONValue.document(["$literal": .string($0.url)]) }
        let isOther: BSONDocument = ["$ne": [["$ifNull": ["$\(redis)", .null]], wanted ?? .null]]
        var changes = Self.settings(settings)
        changes[redis] = "$\(redis)"
        changes[change] = ["$cond": [.document(isOther), [url: wanted ?? "$$REMOVE"], "$$REMOVE"]]
        return [["$set": .document(changes)]]
    }

    /// The update that brings a line somewhere. In MongoDB it is in no Redis, so that from there on another one can serve the client;
    /// whoever knows the former one goes by settings that are over.
    static func arrival(at place: LinePlace) -> [BSONDocument] {
        var changes = Self.place(place)
        guard place.store == .mongo, place.next == nil else { return [["$set": .document(changes)]] }
        let isChanged: BSONDocument = ["$eq": [["$type": "$\(change)"], "object"]]
        func changed(_ value: BSONValue, else other: BSONValue) -> BSONValue {
            ["$cond": [.document(isChanged), value, other]]
        }
        changes[redis] = changed(["$ifNull": ["$\(change).\(url)", "$$REMOVE"]], else: "$\(redis)")
        changes[servedSince] = changed(.int64(place.epoch), else: "$\(servedSince)")
        changes[change] = "$$REMOVE"
        return [["$set": .document(changes)]]
    }

    static func settings(_ settings: ClientSettings) -> BSONDocument {
        var document: BSONDocument = [
            "tier": .string(settings.tier.rawValue), "max_claims": .int(settings.maxClaims),
            "max_expiries": .int(settings.maxExpiries), "max_releases": .int(settings.maxReleases),
            "max_queued": .int(settings.maxQueued), "stand_in": .bool(settings.standIn),
            "max_requests": .int(settings.maxRequests),
        ]
        document.append(redis, ifPresent: settings.redis.map { .string($0.url) })
        for (name, path) in durations { document.append(name, .int64(settings[keyPath: path].inMilliseconds)) }
        return document
    }

    /// `epoch`; `line_in`, the store, which is Redis where it is missing; `line_to`, the store on the way to which the line is,
    /// or null.
    static func place(_ place: LinePlace) -> BSONDocument {
        [
            "epoch": .int64(place.epoch), "line_in": .string(place.store.rawValue),
            "line_to": place.next.map { .string($0.rawValue) } ?? .null,
        ]
    }

    // `mover`, `mover_until` (date): who lets the line begin anew, and until when the others wait; see `MongoRecords.holdMove`.

    static let placeFields: BSONDocument = ["epoch": 1, "line_in": 1, "line_to": 1, servedSince: 1]

    static func readPlace(_ document: BSONDocument) throws(MongoError) -> LinePlace {
        LinePlace(
            store: document.string("line_in").flatMap(Tier.init(rawValue:)) ?? .redis,
            epoch: try document.required("epoch") { value in
                value.int64Value.flatMap { (0..<Generation.mostEpochs).contains($0) ? $0 : nil }
            },
            next: document.string("line_to").flatMap(Tier.init(rawValue:)),
            servedSince: servedSince(document)
        )
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Client {
        var settings = ClientSettings()
        settings.tier = document.string("tier").flatMap(Tier.init(rawValue:)) ?? settings.tier
        settings.redis = document.string(redis).map { RedisAddress(url: $0) }
        settings.maxClaims = document["max_claims"]?.countValue ?? settings.maxClaims
        settings.maxExpiries = document["max_expiries"]?.countValue ?? settings.maxExpiries
        settings.maxReleases = document["max_releases"]?.countValue ?? settings.maxReleases
        settings.maxQueued = document["max_queued"]?.countValue ?? settings.maxQueued
        settings.maxRequests = document["max_requests"]?.countValue ?? settings.maxRequests
        settings.standIn = document.bool("stand_in") ?? settings.standIn
        for (name, path) in durations {
            guard let milliseconds = document[name]?.placeValue else { continue }
            settings[keyPath: path] = .milliseconds(min(milliseconds, mostMilliseconds))
        }
        return Client(
            id: ClientID(stored: try document.required("_id", \.stringValue)),
            settings: settings,
            servedSince: servedSince(document),
            movesTo: document[change]?.documentValue.map { change in
                RedisChange(to: change.string(url).map { RedisAddress(url: $0) })
            }
        )
    }

    /// Some thousand years: reckoning with it can't overflow.
    private static let mostMilliseconds: Int64 = 1 << 47

    private static var durations: [(String, WritableKeyPath<ClientSettings, Duration>)] {
        [
            ("lease_ms", \.lease), ("max_hold_ms", \.maxHold), ("item_ttl_ms", \.itemTTL),
            ("target_urgent_ms", \.targetUrgent), ("target_high_ms", \.targetHigh),
            ("target_normal_ms", \.targetNormal), ("target_low_ms", \.targetLow),
            ("results_kept_ms", \.resultsKept),
        ]
    }
}
