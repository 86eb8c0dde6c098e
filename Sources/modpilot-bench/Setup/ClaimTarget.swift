import Moderation
import RedisClaims
import RedisClient

/// The client whose queue both sides claim from, as Redis knows it.
struct ClaimTarget: Sendable {
    let client: ClientID
    let token: String
    /// The epoch that the server opened the client in.
    let epoch: String
    let redis: RedisConnection
    let keys: ClaimKeys

    static let lease: Int64 = 300_000
    static let maxClaims: Int64 = 10
    /// The options of a client that is claimed from in this way.
    static let settings = ["--lease", String(lease / 1_000), "--max-claims", String(maxClaims)]
    /// Moderators have names with this many digits, which is what redis-benchmark writes for a random number.
    static let digits = 12

    init(client: ClientID, token: String, redis: RedisConnection) async throws {
        self.client = client
        self.token = token
        self.redis = redis
        keys = ClaimKeys(client: client, queue: .default)
        guard let epoch = try await redis.send(["HGET", keys.all[0], "epoch"]).string else {
            throw BenchFailure.failed("the server has not opened the client in Redis: is it the same Redis?")
        }
        self.epoch = epoch
        // The server loads its scripts when it connects; the same digest says that the same text runs.
        let known = try await redis.send(["SCRIPT", "EXISTS", Self.claim.sha1])
        guard known.array?.first?.integer == 1 else {
            throw BenchFailure.failed("the server runs another claim script than this program: build both anew")
        }
    }

    static var claim: RedisScript { script("claim") }
    static var publish: RedisScript { script("publish") }

    private static func script(_ name: String) -> RedisScript {
        guard let script = RedisClaims.scripts.first(where: { $0.name == name }) else {
            preconditionFailure("no script \(name)")
        }
        return script
    }

    /// What the claim script is given besides the keys, in the server's order.
    func claimArguments(moderator: String) -> [String] {
        [epoch, moderator, "default", "1", String(Self.lease), String(Self.maxClaims), "3"]
    }

    /// Live claims of the client.
    func liveClaims() async throws -> Int { try await redis.count(["ZCARD", keys.all[8]]) }

    /// Items in Redis, those that are claimed included.
    func items() async throws -> Int { try await redis.count(["HLEN", keys.all[1]]) }
}
