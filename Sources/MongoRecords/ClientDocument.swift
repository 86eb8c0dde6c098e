import Moderation
import MongoClient

/// How a client is written in MongoDB. Durations are in milliseconds. What is missing has its default.
enum ClientDocument {
    static func settings(_ settings: ClientSettings) -> BSONDocument {
        var document: BSONDocument = [
            "tier": .string(settings.tier.rawValue), "max_claims": .int(settings.maxClaims),
            "max_expiries": .int(settings.maxExpiries), "max_releases": .int(settings.maxReleases),
            "max_queued": .int(settings.maxQueued),
        ]
        for (name, path) in durations { document.append(name, .int64(settings[keyPath: path].inMilliseconds)) }
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Client {
        var settings = ClientSettings()
        settings.tier = document.string("tier").flatMap(Tier.init(rawValue:)) ?? settings.tier
        settings.maxClaims = document.int64("max_claims").map { Int($0) } ?? settings.maxClaims
        settings.maxExpiries = document.int64("max_expiries").map { Int($0) } ?? settings.maxExpiries
        settings.maxReleases = document.int64("max_releases").map { Int($0) } ?? settings.maxReleases
        settings.maxQueued = document.int64("max_queued").map { Int($0) } ?? settings.maxQueued
        for (name, path) in durations {
            if let milliseconds = document.int64(name) { settings[keyPath: path] = .milliseconds(milliseconds) }
        }
        return Client(id: ClientID(stored: try document.required("_id", \.stringValue)), settings: settings)
    }

    private static var durations: [(String, WritableKeyPath<ClientSettings, Duration>)] {
        [
            ("lease_ms", \.lease), ("max_hold_ms", \.maxHold), ("item_ttl_ms", \.itemTTL),
            ("target_urgent_ms", \.targetUrgent), ("target_high_ms", \.targetHigh),
            ("target_normal_ms", \.targetNormal), ("target_low_ms", \.targetLow),
            ("results_kept_ms", \.resultsKept),
        ]
    }
}
