import RedisClaims
import RedisClient
import TestSupport

/// The same claim script, driven by redis-benchmark: what Redis gives without a server in front of it.
struct RedisSide: Sendable {
    let target: ClaimTarget

    private static let timeLimit: Duration = .seconds(120)
    /// Random moderators come from so many names that few meet.
    private static let names = "2000000000"

    /// Runs `requests` calls and gives what redis-benchmark says of them.
    func claim(_ requests: Int, connections: Int) async throws -> RedisBenchmarkLine {
        guard case .tcp(let host, let port) = target.redis.url.endpoint else {
            throw BenchFailure.failed("redis-benchmark is given a host and a port: no Unix socket here")
        }
        let script = ClaimTarget.claim
        let arguments =
            [
                "-h", host, "-p", String(port), "--dbnum", String(target.redis.url.database),
                "-c", String(connections), "-n", String(requests), "-r", Self.names, "--csv",
                "EVALSHA", script.sha1, String(target.keys.all.count),
            ] + target.keys.all + target.claimArguments(moderator: "m__rand_int__")
        let output = try await Program.run("redis-benchmark", arguments, within: Self.timeLimit)
        return try RedisBenchmarkLine(output)
    }
}
