package import Moderation
import RedisClient

extension RedisClaims {
    package func findLoss(of client: Client, found: String?) async throws(StoreFailure) -> LineLoss? {
        try await findLoss(of: client, in: try await usedEpoch(of: client), found: found, queue: .default)
    }

    /// - Parameter queue: looked at even where the set of queues does not name it.
    func findLoss(
        of client: Client,
        in epoch: Int64,
        found: String? = nil,
        queue: QueueName
    ) async throws(StoreFailure) -> LineLoss? {
        try requirePermit()
        // The set of queues may be what is lost, or be no set.
        var named: Set = [.default, .escalated, queue]
        named.formUnion((try? await queues(of: client)) ?? [])
        for _ in 0..<Self.attempts {
            let queues = named.sorted { $0.description < $1.description }
            var reply = try await evaluateOnce(
                ClaimScript.check,
                client,
                .default,
                moreKeys: queues.flatMap { keys(client.id, $0).ofQueue },
                epoch,
                [.string(found ?? "")] + queues.map { .string($0.description) }
            )
            switch try reply.string() {
            case "ok": return nil
            case "queues": named.formUnion(try reply.array().compactMap(\.string).map { QueueName(stored: $0) })
            case "again": return LineLoss(try reply.string(), beginsAnew: false)
            default: return try noteLoss(&reply, of: client)
            }
        }
        throw StoreFailure("the queues of client \(client.id) changed \(Self.attempts) times while they were looked at")
    }

    /// Reads a reply `epoch` behind that word: which epoch is known, and, where this call has found that parts are lost, what.
    @discardableResult
    func noteLoss(_ reply: inout ScriptReply, of client: Client) throws(StoreFailure) -> LineLoss? {
        _ = try reply.string()
        guard !reply.isAtEnd else { return nil }
        let what = try reply.string()
        var foreign: [String] = []
        while !reply.isAtEnd { foreign.append(try reply.string()) }
        guard !what.isEmpty || !foreign.isEmpty else { return nil }
        let loss = LineLoss(what, foreign: foreign)
        losses(client.id, loss)
        return loss
    }
}
