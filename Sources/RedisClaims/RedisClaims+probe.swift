package import Moderation
package import RedisClient

extension RedisClaims {
    /// Walks the whole claim path once, with an item of its own under keys that no client can have: into line, claimed, out
    /// again. A Redis that answers PING but is full, read-only or without scripts does not pass.
    ///
    /// - Parameter name: unique to this call.
    package func probe(_ name: String) async throws(StoreFailure) {
        let until = Timestamp(milliseconds: .max >> 12)
        if try await answer(ClaimScript.look, []) == "epoch" {
            // Several servers may do that at once: the last of them opens it.
            _ = try await answer(ClaimScript.close, [.string(name)])
            _ = try await answer(ClaimScript.open, [.string(name), 0], moreKeys: ClaimKeys.beside(Self.probed, []))
        }
        try await step(
            ClaimScript.publish,
            [
                "default", "normal", .integer(until.milliseconds), "", 1_000, .string(name), 1, 0, 0, "{}", "{}", "{}",
                "",
            ]
        )
        try await step(ClaimScript.claim, [.string(name), "default", 1, 1_000, 1, 3])
        try await step(ClaimScript.withdraw, [.string(name), "default", 1])
    }

    /// Does once what every claim asks of a Redis, at the cost of one small script; gives Redis's clock.
    ///
    /// - Parameter name: who asks, to be seen in Redis.
    package static func beat(over connection: RedisConnection, as name: String) async throws(RedisError) -> Timestamp {
        let key = "moderation-probe-{\(probed)}"
        let reply = try await connection.evaluate(ClaimScript.probe, keys: [key], arguments: [.string(name)])
        return Timestamp(milliseconds: reply.integer ?? 0)
    }

    private static let probed = ClientID(stored: "~probe")

    private func step(_ script: RedisScript, _ arguments: [RedisArgument]) async throws(StoreFailure) {
        let answer = try await answer(script, arguments)
        guard answer == "ok" else {
            throw StoreFailure("Redis: \(script.name) of the claim path answered \(answer)")
        }
    }

    private func answer(
        _ script: RedisScript,
        _ arguments: [RedisArgument],
        moreKeys: [String] = []
    ) async throws(StoreFailure) -> String {
        do throws(RedisError) {
            let keys = keys(Self.probed, .default).all + moreKeys
            let reply = try await connection.evaluate(script, keys: keys, arguments: [1] + arguments)
            return reply.array?.first?.string ?? "\(reply)"
        } catch {
            throw StoreFailure("\(error)", maybeDone: error.maybeExecuted)
        }
    }
}
