package import Moderation
import RedisClient

/// The keys that every script is given, in the order that `Lua/shared.lua` names them.
///
/// All carry the client's hash tag, so that they live in one slot of a Redis Cluster.
package struct ClaimKeys: Sendable {
    /// As the scripts take them.
    package let all: [String]
    /// The same for scripts that can escalate, which take those of the supervisors' queue as well.
    package let andEscalated: [String]

    package init(client: ClientID, queue: QueueName) {
        func ofClient(_ kind: String) -> String { "moderation-\(kind)-{\(client)}" }
        all =
            ["client", "items", "claims", "holders", "queues", "settled"].map(ofClient)
            + [Self.results(of: client)]
            + ["waiting", "deadlines", "avoided"].map { ofClient($0) + ":\(queue)" }
            + Priority.allCases.map { Self.stream(of: client, queue: queue, priority: $0) }
        andEscalated =
            all + ["waiting", "avoided"].map { ofClient($0) + ":\(QueueName.escalated)" }
            + Priority.allCases.map { Self.stream(of: client, queue: .escalated, priority: $0) }
    }

    /// The hash with the client's epoch.
    var ofClient: String { all[0] }

    /// Those of the queue alone.
    var ofQueue: [String] { Array(all.suffix(7)) }

    /// The type that a key has, as `TYPE` names it.
    static func type(ofKey key: String) -> String {
        let kind = key.dropFirst("moderation-".count).prefix { $0 != "-" }
        return types[String(kind)] ?? "stream"
    }

    private static let types = [
        "client": "hash", "items": "hash", "claims": "hash", "holders": "hash", "queues": "set", "settled": "set",
        "waiting": "zset", "deadlines": "zset", "avoided": "zset",
    ]

    /// What `adopt`, `open` and `clear` are given behind all others: the keys of the line that is put together beside a closed
    /// one, and for each queue those of both.
    static func beside(_ client: ClientID, _ queues: [QueueName]) -> [String] {
        func key(_ kind: String) -> String { "moderation-beside-\(kind)-{\(client)}" }
        return ["items", "claims", "holders", "queues"].map(key)
            + queues.flatMap { queue in
                ClaimKeys(client: client, queue: queue).ofQueue + [key("deadlines") + ":\(queue)"]
                    + Priority.allCases.map { key("pending") + ":\(queue):\($0.rawValue)" }
            }
    }

    /// What `script` is to be given.
    func keys(for script: RedisScript) -> [String] {
        ClaimScript.escalating.contains { $0.name == script.name } ? andEscalated : all
    }

    /// The stream of decisions.
    package static func results(of client: ClientID) -> String { "moderation-manual-results-{\(client)}" }

    /// What `take` and `settle` are given behind all others: the stream into ingestion, and what was refused of it.
    package static func inbound(of client: ClientID) -> [String] {
        [verdicts(of: client), refused(of: client)]
    }

    /// What was refused of it.
    package static func refused(of client: ClientID) -> String { "moderation-verdicts-refused-{\(client)}" }

    /// The stream into ingestion.
    package static func verdicts(of client: ClientID) -> String { "moderation-verdicts-{\(client)}" }

    /// The set of queues that hold an item.
    package static func queues(of client: ClientID) -> String { "moderation-queues-{\(client)}" }

    /// The stream of one queue and priority; `default` and `normal` are not named.
    package static func stream(of client: ClientID, queue: QueueName, priority: Priority) -> String {
        let plain = "moderation-pending-{\(client)}"
        return queue == .default && priority == .normal ? plain : "\(plain):\(queue):\(priority.rawValue)"
    }
}
