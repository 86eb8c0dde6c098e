import Foundation
import RedisClient
import TestSupport
import Testing

/// What errors that Redis replies mean.
@Suite struct ErrorCodeTests {
    private static let write = RedisScript(
        name: "write",
        source: "#!lua flags=allow-oom\nreturn redis.call('SET', KEYS[1], 1)"
    )

    @Test(arguments: [
        ("READONLY You can't write against a read only replica.", RedisErrorCode.readOnly),
        (
            "WRONGTYPE Operation against a key holding the wrong kind of value script: 77",
            .wrongType
        ),
        ("NOPERM this user has no permissions to access one of the keys used as arguments", .noPermission),
        (
            "ERR The user executing the script can't run this command or subcommand script: d9",
            .noPermission
        ),
        ("MISCONF Redis is configured to save RDB snapshots", .misconfigured), ("LOADING Redis is loading", .loading),
        ("MASTERDOWN Link with MASTER is down", .masterDown), ("NOREPLICAS Not enough", .noReplicas),
        ("NOAUTH Authentication required.", .noAuthentication), ("WRONGPASS invalid", .wrongPassword),
        ("OOM command not allowed", .outOfMemory), ("MOVED 1 127.0.0.1:7000", .moved), ("ASK 1 127.0.0.1:7000", .ask),
        ("CLUSTERDOWN The cluster is down", .clusterDown), ("BUSY Redis is busy", .busy),
        ("UNKILLABLE Sorry", .unkillable), ("NOSCRIPT No matching script.", .noScript),
    ])
    func `an error is known by its code`(message: String, code: RedisErrorCode) {
        #expect(RedisReplyError(message: message).meaning == code)
    }

    @Test func `what concerns one command alone means nothing more`() {
        #expect(RedisReplyError(message: "ERR wrong number of arguments for 'get' command").meaning == nil)
        #expect(RedisReplyError(message: "").meaning == nil)
    }

    @Test func `a full Redis is no outage, one that can't write is`() {
        let outages = RedisErrorCode.allCases.filter(\.isOutage)
        #expect(
            Set(RedisErrorCode.allCases).subtracting(outages) == [.outOfMemory, .wrongType, .noScript, .unkillable]
        )
    }

    @Test func `too few replicas: the connection stays, nothing ran`() async throws {
        try await withRedis { (_, connection) async throws in
            _ = try await connection.send(["CONFIG", "SET", "min-replicas-to-write", "1"])
            #expect(await refusal(connection) == .noReplicas)
            #expect(connection.connectionNumber == 1)
            _ = try await connection.send(["CONFIG", "SET", "min-replicas-to-write", "0"])
            #expect(await refusal(connection) == nil)
        }
    }

    @Test func `a disk that can't be written: the connection stays, nothing ran`() async throws {
        let folder = try Folder("unwritable")
        try await withRedis(["--enable-protected-configs", "yes"]) { (_, connection) async throws in
            _ = try await connection.send(["SET", "k", "1"])
            _ = try await connection.send(["CONFIG", "SET", "dir", folder.path])
            _ = try await connection.send(["CONFIG", "SET", "save", "3600 1"])
            try FileManager.default.removeItem(atPath: folder.path)
            try await eventually("saving fails") {
                _ = await connection.failure(of: ["BGSAVE"])
                return try await connection.send(["INFO", "persistence"]).string?
                    .contains("rdb_last_bgsave_status:err") == true
            }
            #expect(await refusal(connection) == .misconfigured)
            #expect(connection.connectionNumber == 1)
            _ = try await connection.send(["CONFIG", "SET", "save", ""])
            #expect(await refusal(connection) == nil)
        }
    }

    @Test func `a key or a command that the user may not use: the connection stays, and the advice says what it needs`()
        async throws
    {
        try await withRedis(["--user", "ann", "on", ">x", "~k", "+@all", "-set"]) { (redis, _) async throws in
            var url = redis.url
            (url.user, url.password) = ("ann", "x")
            try await withConnection(url) { connection in
                for key in ["k", "other"] {
                    let error = await failure(connection, key: key)
                    guard case .reply(let reply) = error else {
                        Issue.record("unexpected: \(String(describing: error))")
                        continue
                    }
                    #expect(reply.meaning == .noPermission)
                    #expect(reply.description.contains("moderation-*"))
                }
                #expect(connection.connectionNumber == 1)
            }
        }
    }

    private func failure(_ connection: RedisConnection, key: String = "k") async -> RedisError? {
        do throws(RedisError) {
            _ = try await connection.evaluate(Self.write, keys: [key], arguments: [])
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ connection: RedisConnection) async -> RedisErrorCode? {
        guard let error = await failure(connection), case .reply(let reply) = error else { return nil }
        #expect(!error.maybeExecuted)
        return reply.meaning
    }
}
