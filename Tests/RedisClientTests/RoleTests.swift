import RedisClient
import TestSupport
import Testing

/// Which Redis a connection leads to, and whether that one takes writes.
@Suite struct RoleTests {
    private static let echo = RedisScript(name: "echo", source: "#!lua\nreturn ARGV[1]")

    private static var learning: RedisOptions {
        var options = RedisOptions()
        options.learnsIdentity = true
        options.backoff = Backoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        return options
    }

    /// As the arguments of a script that is made for one Redis are given it.
    private func identity(_ connection: RedisConnection) async throws -> String {
        try await connection.evaluate(Self.echo, keys: []) { [.string($0)] }.string ?? ""
    }

    @Test func `a primary that followed another one for a while is another Redis, though it is the same process`()
        async throws
    {
        let other = try await PrivateRedis.start(withPort: true)
        let port = try #require(other.port)
        try await withRedis(options: Self.learning) { (redis, connection) async throws in
            let before = try await identity(connection)
            #expect(before.split(separator: "-").map(\.count) == [20, 20])
            #expect(try await identity(connection) == before)
            _ = try await connection.send(["REPLICAOF", "127.0.0.1", "\(port)"])
            // Over a connection that does not mind.
            try await withConnection(redis.url) { operator_ in
                try await eventually("it follows") {
                    try await operator_.send(["INFO", "replication"]).string?.contains("master_link_status:up") == true
                }
                _ = try await operator_.send(["REPLICAOF", "NO", "ONE"])
            }
            connection.reconnect(because: "to see who it is")
            let after = try await eventually("it is ready again") { try? await self.identity(connection) }
            #expect(after != before)
            #expect(after.prefix(20) == before.prefix(20), "the same process")
            #expect(connection.knownIdentity == after)
        }
        try await other.kill()
    }

    @Test func `a connection to a replica is not ready, says why, and comes up when it is promoted`() async throws {
        try await withRedis { (redis, free) async throws in
            _ = try await free.send(["REPLICAOF", "127.0.0.1", "1"])
            try await withConnection(redis.url, options: Self.learning) { connection in
                guard case .unavailable(_, let reason) = await connection.failure(of: ["PING"]) else {
                    Issue.record("a replica was taken for a primary")
                    return
                }
                #expect(reason.contains("it is a replica of 127.0.0.1:1, which takes no writes"))
                _ = try await free.send(["REPLICAOF", "NO", "ONE"])
                try await eventually("it is ready") { await connection.failure(of: ["PING"]) == nil }
            }
        }
    }

    @Test func `READONLY ends a connection that was kept`() async throws {
        try await withRedis(options: Self.learning) { (redis, connection) async throws in
            let before = try await identity(connection)
            try await withConnection(redis.url) { free in
                _ = try await free.send(["REPLICAOF", "127.0.0.1", "1"])
                do throws(RedisError) {
                    _ = try await connection.evaluate(Self.echo, keys: []) { [.string($0)] }
                    Issue.record("a replica ran a script that may write")
                } catch {
                    #expect(!error.maybeExecuted)
                    #expect("\(error)".contains("replica"))
                }
                try await eventually("another connection is made") { connection.connectionNumber > 1 }
                _ = try await free.send(["REPLICAOF", "NO", "ONE"])
            }
            let after = try await eventually("it is ready again") { try? await self.identity(connection) }
            #expect(after != before)
        }
    }
}
