import EventLoop
import Glibc
import RedisClient
import TestSupport
import Testing

@Suite struct ConnectingTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `connects over TCP by address and by name`(host: String) async throws {
        let redis = try await PrivateRedis.start(withPort: true)
        let url = RedisURL(endpoint: .tcp(host: host, port: try #require(redis.port)), database: 3)
        var options = RedisOptions()
        options.clientName = "modpilot"
        try await withConnection(url, options: options) { connection in
            #expect(connection.connectionNumber == 0)
            try await connection.connect()
            #expect(connection.connectionNumber == 1)
            let client = try #require(try await connection.send(["CLIENT", "INFO"]).string)
            #expect(client.contains(" db=3 "))
            #expect(client.contains(" name=modpilot "))
        }
    }

    @Test func `logs in with a password, with a user, and not with wrong ones`() async throws {
        let redis = try await PrivateRedis.start([
            "--requirepass", "pass word", "--user", "ann", "on", ">secret", "~*", "+@all",
        ])
        var url = redis.url
        url.password = "pass word"
        try await withConnection(url) { (connection) async throws in
            #expect(try await connection.send(["ACL", "WHOAMI"]) == .bulk("default"))
        }
        url.user = "ann"
        url.password = "secret"
        try await withConnection(url) { (connection) async throws in
            #expect(try await connection.send(["ACL", "WHOAMI"]) == .bulk("ann"))
        }
        url.password = "wr0ng"
        try await expectRefusal(url, naming: "AUTH was refused: WRONGPASS", hiding: "wr0ng")
        url.user = nil
        url.password = nil
        try await expectRefusal(url, naming: "PING was refused: NOAUTH", hiding: "pass word")
    }

    @Test func `a database that Redis does not have is named`() async throws {
        let redis = try await PrivateRedis.start()
        var url = redis.url
        url.database = 99
        try await expectRefusal(url, naming: "SELECT was refused: ERR DB index is out of range", hiding: "***")
    }

    private func expectRefusal(_ url: RedisURL, naming text: String, hiding secret: String) async throws {
        try await withConnection(url) { connection in
            let error = await connection.failure(of: ["PING"])
            guard case .unavailable(url.address, let reason) = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(reason.contains(text))
            #expect(!reason.contains(secret))
        }
    }

    @Test(arguments: ["redis://127.0.0.1:1", "unix:///nonexistent/socket", "redis://no-such-host.invalid"])
    func `where no Redis is, commands fail, later ones at once, with the reason`(text: String) async throws {
        var options = RedisOptions()
        options.backoff = Backoff(initial: .seconds(60), maximum: .seconds(60))
        options.commandTimeout = .seconds(20)
        options.connectTimeout = .seconds(10)
        let url = try RedisURL(text)
        try await withConnection(url, options: options) { connection in
            let first = await connection.failure(of: ["PING"])
            guard case .unavailable(url.address, let reason) = first else {
                Issue.record("unexpected: \(String(describing: first))")
                return
            }
            #expect(!reason.isEmpty)
            #expect(first?.maybeExecuted == false)
            let start = ContinuousClock.now
            for _ in 0..<100 {
                #expect(await connection.failure(of: ["PING"]) == first)
            }
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func `what runs on connecting comes before all other commands`() async throws {
        let hook: @Sendable (RedisConnection) async throws -> Void = { connection in
            #expect(connection.connectionNumber == 1)
            _ = try await connection.send(["RPUSH", "order", "first"])
            // The mark reaches child tasks on other threads too.
            try await withThrowingTaskGroup { group in
                group.addTask { _ = try await connection.send(["RPUSH", "order", "second"]) }
                try await group.waitForAll()
            }
        }
        try await withRedis(onConnected: hook) { (_, connection) async throws in
            await withTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask { _ = try? await connection.send(["RPUSH", "order", "other"]) }
                }
            }
            let order = try await connection.send(["LRANGE", "order", "0", "-1"])
            #expect(order == .array([.bulk("first"), .bulk("second")] + Array(repeating: .bulk("other"), count: 10)))
        }
    }

    @Test func `when what runs on connecting fails, the connection is not used`() async throws {
        struct Unfit: Error {}
        let attempts = Counter()
        let hook: @Sendable (RedisConnection) async throws -> Void = { _ in
            if attempts.increment() == 1 { throw Unfit() }
        }
        try await withRedis(onConnected: hook) { (_, connection) async throws in
            let error = await connection.failure(of: ["PING"])
            #expect(String(describing: error).contains("Unfit()"))
            try await eventually("the next attempt succeeds") {
                try await connection.send(["PING"]) == .status("PONG")
            }
            #expect(connection.connectionNumber == 2)
        }
    }

    @Test func `what runs on connecting and does not end is cut off`() async throws {
        var options = RedisOptions()
        options.connectTimeout = .milliseconds(200)
        let hook: @Sendable (RedisConnection) async throws -> Void = { connection in
            try await connection.loop.sleep(for: .seconds(60))
        }
        try await withRedis(options: options, onConnected: hook) { (_, connection) async throws in
            let error = await connection.failure(of: ["PING"])
            #expect(String(describing: error).contains("did not end within"))
        }
    }

    @Test func `a connection that nobody holds any more is closed`() async throws {
        try await withRedis { (redis, observer) async throws in
            let loop = try EventLoop(name: "forgotten")
            defer { loop.stop() }
            var forgotten: RedisConnection? = try RedisConnection(redis.url, on: loop)
            _ = try await forgotten?.send(["CLIENT", "SETNAME", "forgotten"])
            #expect(try await observer.send(["CLIENT", "LIST"]).string?.contains("name=forgotten") == true)
            forgotten = nil
            try await eventually("it is gone") {
                try await observer.send(["CLIENT", "LIST"]).string?.contains("name=forgotten") == false
            }
        }
    }
}
