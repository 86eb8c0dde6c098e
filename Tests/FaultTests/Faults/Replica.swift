import TestSupport

/// A Redis that follows another one through a link that can be cut.
struct Replica: Sendable {
    let redis: PrivateRedis
    let link: TCPRelay

    /// Starts one, and waits until it has all that the other has.
    static func start(of primary: PrivateRedis) async throws -> Replica {
        let redis = try await PrivateRedis.start(Stage.redisArguments)
        let link = try TCPRelay(to: primary.port)
        try await follow(port: link.port, with: RedisShell(redis.url))
        return Replica(redis: redis, link: link)
    }

    /// Makes a Redis follow another, and waits until it has all.
    static func follow(_ primary: PrivateRedis, with shell: RedisShell) async throws {
        try await follow(port: primary.port, with: shell)
    }

    func promote() async throws {
        _ = try await RedisShell(redis.url)("REPLICAOF", "NO", "ONE")
    }

    private static func follow(port: UInt16, with shell: RedisShell) async throws {
        _ = try await shell("REPLICAOF", "127.0.0.1", "\(port)")
        try await eventually("the replica has all", within: .seconds(30)) {
            let info = try await shell.run(["INFO replication", "INFO persistence"]).joined()
            return ["master_link_status:up", "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0"]
                .allSatisfy(info.contains)
        }
    }
}
