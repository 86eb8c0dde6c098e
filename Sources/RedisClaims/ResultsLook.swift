import Moderation
import RedisClient

/// What a caller has seen of a client's stream of results while it publishes decisions that may be there already.
struct ResultsLook {
    /// When the first of the decisions was made.
    let oldest: Timestamp
    private var found: Set<String> = []
    private var end = ""
    /// As Redis names it. What was seen in another epoch may be lost.
    private var epoch = ""

    init(_ decisions: [StoredDecision]) {
        oldest = decisions.map(\.decision.decidedAt).min() ?? Timestamp(milliseconds: 0)
    }

    /// The newest entry that was looked at; nil where nothing was, in this epoch.
    func lookedTo(in epoch: String) -> String? { self.epoch == epoch && !end.isEmpty ? end : nil }

    func has(_ id: String) -> Bool { found.contains(id) }

    mutating func add(_ ids: Set<String>, upTo entry: String, in epoch: String) {
        if self.epoch != epoch { found = [] }
        self.epoch = epoch
        found.formUnion(ids)
        end = entry
    }

    /// What `acknowledge` is told of it.
    func arguments(for id: String) -> [RedisArgument] {
        [.string(epoch), .string(has(id) ? "+" : end)]
    }
}
