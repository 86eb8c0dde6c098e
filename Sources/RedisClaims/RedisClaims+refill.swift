package import Moderation
import RedisClient

/// A Redis that lost data gets the results again that it lacks, from the log of results in MongoDB and in its order.
extension RedisClaims {
    private static let refillLease: Duration = .seconds(10)
    private static let timeForRefill: Duration = .seconds(3)
    private static let resultsOfBatch = 500

    package func refillResults(
        of client: Client,
        as name: String,
        from log: any ResultsLog
    ) async throws(StoreFailure) -> Int {
        guard try await usedEpoch(of: client) != wholeEpoch(of: client.id) else { return 0 }
        guard var state = try await refill(client, as: name, upTo: nil, isAll: false) else { return 0 }
        let end = ContinuousClock.now + Self.timeForRefill
        var look: ResultsLook?
        var added = 0
        while true {
            // All that was decided before this epoch is in the log behind this call.
            let page = try await log.results(
                of: client,
                after: .behind(state.number),
                limit: Self.resultsOfBatch
            ).entries
            var seen = look ?? ResultsLook(page.map(\.stored))
            added += try await publish(page.map(\.stored), of: client, in: state.epoch, &seen)
            look = seen
            let isAll = page.isEmpty
            let number = page.last?.number ?? state.number
            guard let next = try await refill(client, as: name, upTo: number, isAll: isAll),
                ContinuousClock.now < end
            else { return added }
            state = next
        }
    }

    /// Adds those to the stream that it lacks; gives how many.
    private func publish(
        _ decisions: [StoredDecision],
        of client: Client,
        in epoch: String,
        _ look: inout ResultsLook
    ) async throws(StoreFailure) -> Int {
        let newest = try await newestResult(of: client)
        if let newest { try await extend(&look, to: newest, in: epoch, of: client) }
        // Of a stream that is there, the oldest may have been trimmed a moment ago.
        let kept = client.settings.resultsKept
        let margin = newest == nil ? .zero : min(kept / 10, .seconds(3_600))
        let since = try await records.now().milliseconds - (kept - margin).inMilliseconds
        var added = 0
        for stored in decisions
        where stored.decision.decidedAt.milliseconds > since && stored.epoch >= client.servedSince
            && !look.has(stored.decision.id)
        {
            if try await acknowledge(stored, for: client, &look) { added += 1 }
        }
        return added
    }

    private func newestResult(of client: Client) async throws(StoreFailure) -> String? {
        let key = ClaimKeys.results(of: client.id)
        let entries = try await send(["XREVRANGE", .string(key), "+", "-", "COUNT", 1]).array
        guard let first = entries?.first else { return nil }
        var parts = try ScriptReply(first)
        return try parts.string()
    }

    /// Nil where nothing is to be done, or another server does it.
    private func refill(
        _ client: Client,
        as name: String,
        upTo number: Int64?,
        isAll: Bool
    ) async throws(StoreFailure) -> (number: Int64, epoch: String)? {
        var (answer, reply, epoch) = try await run(
            ClaimScript.refill,
            client,
            queue: .default,
            [
                .string(name), .integer(Self.refillLease.inMilliseconds), number.map { .integer($0) } ?? "",
                isAll ? "1" : "",
            ]
        )
        switch answer {
        case "ok": return (max(0, Int64(try reply.string()) ?? 0), try reply.string())
        case "whole":
            noteWhole(epoch, of: client.id)
            return nil
        default: return nil
        }
    }
}
