import TestSupport

/// A primary and its replica, which change places.
struct RedisPair: Sendable {
    let first: PrivateRedis
    let second: PrivateRedis

    var atFirst: RedisShell { RedisShell(first.url) }
    var atSecond: RedisShell { RedisShell(second.url) }

    /// The second follows the first.
    static func start() async throws -> RedisPair {
        let flags = ["--repl-diskless-sync-delay", "0"]
        let pair = RedisPair(first: try await .start(flags), second: try await .start(flags))
        try await pair.follow(pair.atSecond, port: pair.first.port)
        return pair
    }

    /// The second hears nothing from the first any more, and serves by itself. Both live.
    func promoteSecond() async throws { _ = try await atSecond("REPLICAOF", "NO", "ONE") }

    /// The first takes over what the second has.
    func firstFollows() async throws { try await follow(atFirst, port: second.port) }

    /// The first takes over what the second has, and serves again, in the same process.
    func failBack() async throws {
        try await firstFollows()
        _ = try await atFirst("REPLICAOF", "NO", "ONE")
    }

    private func follow(_ shell: RedisShell, port: UInt16) async throws {
        _ = try await shell("REPLICAOF", "127.0.0.1", "\(port)")
        try await eventually("it follows", within: .seconds(30)) {
            try await shell.run(["INFO replication"]).contains { $0.contains("master_link_status:up") }
        }
    }
}
