import JSONText
import Moderation
import ModerationJSON
import RedisClient

/// Shows clients: a line each for people, JSON for machines.
enum ClientTable {
    static func print(_ clients: [Client], json: Bool, single: Bool) {
        guard json else {
            for client in clients { Terminal.line(text(client)) }
            return
        }
        var writer = JSONWriter()
        if !single { writer.beginArray() }
        for client in clients { write(client, to: &writer) }
        if !single { writer.endArray() }
        Terminal.line(writer.text)
    }

    private static func durations(_ settings: ClientSettings) -> [(StaticString, Duration)] {
        [
            ("lease", settings.lease), ("max_hold", settings.maxHold), ("item_ttl", settings.itemTTL),
            ("target_urgent", settings.targetUrgent), ("target_high", settings.targetHigh),
            ("target_normal", settings.targetNormal), ("target_low", settings.targetLow),
            ("results_kept", settings.resultsKept),
        ]
    }

    private static func counts(_ settings: ClientSettings) -> [(StaticString, Int)] {
        [
            ("max_claims", settings.maxClaims), ("max_expiries", settings.maxExpiries),
            ("max_releases", settings.maxReleases), ("max_queued", settings.maxQueued),
            ("max_requests", settings.maxRequests),
        ]
    }

    /// Without its password.
    private static func redis(_ settings: ClientSettings) -> String? {
        settings.redis.map { address in (try? RedisURL(address.url)).map { "\($0)" } ?? "no valid URL" }
    }

    private static func text(_ client: Client) -> String {
        let settings = client.wanted
        let times = durations(settings).map { "\($0.0) \($0.1.components.seconds) s" }
        let counts = counts(settings).map { "\($0.0) \($0.1)" }
        let places = [
            "tier \(settings.tier.rawValue)", "redis_url \(redis(settings) ?? "default")",
            "stand_in \(settings.standIn ? "on" : "off")",
        ]
        return "\(client.id): " + (places + counts + times).joined(separator: ", ")
    }

    private static func write(_ client: Client, to writer: inout JSONWriter) {
        let settings = client.wanted
        writer.beginObject()
        writer.field("client_id", string: client.id.description)
        writer.field("tier", string: settings.tier.rawValue)
        writer.field("redis_url", stringOrNull: redis(settings))
        writer.field("stand_in", string: settings.standIn ? "on" : "off")
        for (name, count) in counts(settings) { writer.field(name, integer: count) }
        for (name, duration) in durations(settings) {
            writer.field(name, integer: Int(duration.components.seconds))
        }
        writer.endObject()
    }
}
