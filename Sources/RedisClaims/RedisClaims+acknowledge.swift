import JSONText
package import Moderation
import ModerationJSON
import RedisClient

extension RedisClaims {
    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        var look = ResultsLook([stored])
        try await acknowledge(stored, for: client, &look)
    }

    package func acknowledge(
        _ decisions: [StoredDecision],
        for client: Client
    ) async throws(StoreFailure) -> [StoredDecision] {
        var look = ResultsLook(decisions)
        var out: [StoredDecision] = []
        var failures = 0
        for stored in decisions {
            do throws(StoreFailure) {
                try await acknowledge(stored, for: client, &look)
                out.append(stored)
                failures = 0
            } catch {
                failures += 1
                // One that can't be published holds up no other; two in a row are the store's own failure.
                guard !error.hasMoved, failures < 2, decisions.count > 1 else {
                    if out.isEmpty { throw error }
                    return out
                }
            }
        }
        return out
    }

    /// Gives whether the result went out by this call.
    @discardableResult
    func acknowledge(
        _ stored: StoredDecision,
        for client: Client,
        _ look: inout ResultsLook
    ) async throws(StoreFailure) -> Bool {
        let decision = stored.decision
        var json = JSONWriter()
        json.decision(decision)
        let text = json.text
        for _ in 0..<Self.looks {
            let seen = look.arguments(for: decision.id)
            var (answer, reply, _) = try await runWhereItIs(ClaimScript.acknowledge, client) { queue in
                [
                    .string(decision.post.description), .integer(Int64(decision.round)), .string(queue.description),
                    .integer(stored.epoch), .integer(client.settings.resultsKept.inMilliseconds),
                    .string(decision.id), .string(decision.outcome.rawValue),
                    .string(decision.moderator.description), .string(decision.decidedAt.description), .string(text),
                ] + seen
            }
            guard answer == "look" else { return answer == "acknowledged" }
            let newest = try reply.string()
            try await extend(&look, to: newest, in: try reply.string(), of: client)
        }
        throw StoreFailure("results of client \(client.id) come faster than they can be looked at", maybeDone: false)
    }

    /// Each looks at what came since the one before.
    private static let looks = 8
    private static let resultsOfPage = 500

    /// How much longer ago than a decision was made its result is looked for: clocks of Redis can change, and a result stands in
    /// the stream by Redis's.
    private static let margin: Duration = .seconds(2 * 3_600)

    /// Reads the results up to an entry, from where the look has come to or as far back as these decisions can stand.
    func extend(
        _ look: inout ResultsLook,
        to newest: String,
        in epoch: String,
        of client: Client
    ) async throws(StoreFailure) {
        let oldest: String
        if let known = look.lookedTo(in: epoch) {
            oldest = "(" + known
        } else {
            let age = try await records.now().milliseconds - look.oldest.milliseconds
            let since = try await serverTime().milliseconds - max(0, age) - Self.margin.inMilliseconds
            oldest = "\(max(0, since))"
        }
        var end = newest
        var found: Set<String> = []
        while true {
            let page = try await results(of: client, from: oldest, upTo: end)
            found.formUnion(page.map(\.id))
            guard page.count == Self.resultsOfPage, let last = page.last else { break }
            end = "(" + last.entry
        }
        look.add(found, upTo: newest, in: epoch)
    }

    /// Newest first.
    private func results(
        of client: Client,
        from oldest: String,
        upTo end: String
    ) async throws(StoreFailure) -> [(entry: String, id: String)] {
        let command: [RedisArgument] = [
            "XREVRANGE", .string(ClaimKeys.results(of: client.id)), .string(end), .string(oldest), "COUNT",
            .integer(Int64(Self.resultsOfPage)),
        ]
        guard let entries = try await send(command).array else { throw StoreFailure("Redis gave no list of results") }
        return try entries.map { value throws(StoreFailure) in
            var parts = try ScriptReply(value)
            let entry = try parts.string()
            var fields = try parts.list()
            var id = ""
            while !fields.isAtEnd {
                let name = try fields.string()
                let value = try fields.string()
                if name == "decision_id" { id = value }
            }
            return (entry, id)
        }
    }
}
