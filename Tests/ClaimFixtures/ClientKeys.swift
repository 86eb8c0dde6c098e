/// The keys of a client, spelled out as the contract and `Lua/shared.lua` have them.
package struct ClientKeys: Sendable {
    package let client: String

    package init(_ client: String) { self.client = client }

    package static let priorities = ["urgent", "high", "normal", "low"]

    private func key(_ kind: String) -> String { "moderation-\(kind)-{\(client)}" }

    package var state: String { key("client") }
    package var items: String { key("items") }
    package var claims: String { key("claims") }
    package var holders: String { key("holders") }
    package var queues: String { key("queues") }
    package var settled: String { key("settled") }
    package var results: String { key("manual-results") }
    package var verdicts: String { key("verdicts") }
    package var refused: String { key("verdicts-refused") }

    package func waiting(_ queue: String = "default") -> String { key("waiting") + ":" + queue }
    package func deadlines(_ queue: String = "default") -> String { key("deadlines") + ":" + queue }

    package func avoided(_ queue: String = "default") -> String { key("avoided") + ":" + queue }

    package func stream(_ queue: String = "default", _ priority: String = "normal") -> String {
        queue == "default" && priority == "normal" ? key("pending") : key("pending") + ":\(queue):\(priority)"
    }

    /// As every script takes them.
    package func all(queue: String = "default") -> [String] {
        [state, items, claims, holders, queues, settled, results, waiting(queue), deadlines(queue), avoided(queue)]
            + Self.priorities.map { stream(queue, $0) }
    }

    /// As scripts take them that can escalate.
    package func andEscalated(queue: String = "default") -> [String] {
        all(queue: queue) + [waiting("escalated"), avoided("escalated")]
            + Self.priorities.map { stream("escalated", $0) }
    }

    private func beside(_ kind: String) -> String { key("beside-" + kind) }

    /// What `adopt`, `open` and `clear` are given besides: the line that is put together beside a closed one, and of each of
    /// these queues the keys of both.
    package func beside(queues: [String] = []) -> [String] {
        ["items", "claims", "holders", "queues"].map(beside)
            + queues.flatMap { queue in
                all(queue: queue).suffix(7) + [beside("deadlines") + ":" + queue]
                    + Self.priorities.map { beside("pending") + ":\(queue):\($0)" }
            }
    }

    /// Matches every key of the client, for `KEYS`.
    package var pattern: String { "*{\(client)}*" }
}
