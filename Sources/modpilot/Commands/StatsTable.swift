import JSONText
import Moderation
import ModerationJSON

/// Shows stats: tables for people, JSON for machines.
enum StatsTable {
    static func text(_ looks: [ClientLook]) -> String {
        guard !looks.isEmpty else { return "no clients yet; `modpilot client add ID` adds one" }
        var queues = TextTable(["CLIENT", "QUEUE", "READY", "CLAIMED", "OLDEST WAIT", "NEXT EXPIRY"], numbers: 2...5)
        var moderators = TextTable(["CLIENT", "MODERATOR", "CLAIMED"], numbers: 2...2)
        for look in looks {
            guard let stats = look.stats else { continue }
            for (name, queue) in stats.queuesInOrder {
                queues.add([look.client.id.description, name.description] + cells(queue, of: stats))
            }
            for (name, claimed) in stats.moderatorsInOrder {
                moderators.add([look.client.id.description, name.description, String(claimed)])
            }
        }
        let absences = looks.compactMap(\.absence)
        let parts = [queues, moderators].filter { !$0.isEmpty }.map(\.text) + [absences.joined(separator: "\n")]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func cells(_ queue: QueueStats, of stats: ClientStats) -> [String] {
        let wait = queue.oldestQueuedAt.map { stats.wait(since: $0).inWords }
        let expiry = queue.nextExpiryAt.map { expiry in
            // Up: what is not over yet is not in 0 s.
            "in \((max(0, expiry.milliseconds - stats.now.milliseconds) + 999) / 1_000) s"
        }
        return [String(queue.ready), String(queue.claimed), wait ?? "-", expiry ?? "-"]
    }

    /// One object on one line. Of a client whose data is not in Redis all members but its id are null.
    static func json(_ looks: [ClientLook]) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("clients")
        json.beginArray()
        for look in looks {
            json.beginObject()
            json.field("client_id", string: look.client.id.description)
            json.field("server_time", timeOrNull: look.stats?.now)
            if let stats = look.stats {
                json.stats(stats)
            } else {
                json.field("queues")
                json.null()
                json.field("moderators")
                json.null()
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.text
    }
}
