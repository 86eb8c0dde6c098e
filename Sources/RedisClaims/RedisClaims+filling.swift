package import Moderation
import RedisClient

extension RedisClaims {
    /// One read of a field, without a script: what is asked is about an epoch that the caller has just worked in.
    package func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool {
        let key = keys(client.id, .default).ofClient
        return try await send(["HGET", .string(key), "filling"]).string != nil
    }

    package func endFilling(of client: Client, in epoch: Int64) async throws(StoreFailure) {
        guard try await isBeingFilled(client) else { return }
        // In another epoch nothing is ended: whoever began that one has it filled.
        _ = try await evaluate(ClaimScript.filled, client, .default, epoch, [])
    }
}
