import EventLoop
import RedisClient
import Synchronization
import TestSupport

/// A Redis that one test has to itself, to stop, kill and start again. It listens on a socket in a folder that
/// goes away with it and, if asked to, on a TCP port.
final class PrivateRedis: Sendable {
    let url: RedisURL
    /// Nil unless asked for.
    var port: UInt16? { held?.number }
    private let held: HeldPort?
    private let folder: Folder
    private let arguments: [String]
    private let starts = Mutex(0)
    private let process = Mutex<ChildProcess?>(nil)

    static func start(_ arguments: [String] = [], withPort: Bool = false) async throws -> PrivateRedis {
        let redis = try PrivateRedis(arguments, on: withPort ? HeldPort() : nil)
        try await redis.start()
        return redis
    }

    private init(_ arguments: [String], on held: HeldPort?) throws {
        folder = try Folder("redis")
        url = RedisURL(endpoint: .unix(path: folder.path("s")))
        self.held = held
        self.arguments = arguments
    }

    /// Starts it (again) and waits until it listens.
    func start() async throws {
        let log = starts.withLock { count in
            count += 1
            return "log-\(count)"
        }
        let program = (try? TestEnvironment.redisServer) ?? "redis-server"
        let started = try await ChildProcess.start(
            program,
            [
                "--port", String(port ?? 0), "--bind", "127.0.0.1", "--unixsocket", folder.path("s"), "--save", "",
                "--appendonly", "no", "--dir", folder.path, "--enable-debug-command", "yes",
            ] + arguments,
            output: folder.path(log)
        )
        process.withLock { $0 = started }
        try await eventually("redis-server listens", within: .seconds(30)) {
            folder.text(log).contains("now ready to accept connections at")
        }
    }

    func kill() async throws {
        try await process.withLock { $0 }?.kill()
    }

    func signal(_ number: Int32) {
        process.withLock { $0 }?.signal(number)
    }
}

/// Runs `body` with a Redis and a connection of its own, and closes both.
func withRedis(
    _ arguments: [String] = [],
    options: RedisOptions = RedisOptions(),
    scripts: [RedisScript] = [],
    onConnected: (@Sendable (RedisConnection) async throws -> Void)? = nil,
    _ body: (PrivateRedis, RedisConnection) async throws -> Void
) async throws {
    let redis = try await PrivateRedis.start(arguments)
    try await withConnection(redis.url, options: options, scripts: scripts, onConnected: onConnected) {
        try await body(redis, $0)
    }
    try await redis.kill()
}

/// Runs `body` with a connection on a loop of its own, and closes both.
func withConnection(
    _ url: RedisURL,
    options: RedisOptions = RedisOptions(),
    scripts: [RedisScript] = [],
    onConnected: (@Sendable (RedisConnection) async throws -> Void)? = nil,
    _ body: (RedisConnection) async throws -> Void
) async throws {
    let loop = try EventLoop(name: "redis")
    defer { loop.stop() }
    let connection = try RedisConnection(url, on: loop, options: options, scripts: scripts, onConnected: onConnected)
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(connection))
    } catch {
        outcome = .failure(error)
    }
    await connection.close(within: .zero)
    try outcome.get()
}

extension RedisConnection {
    /// What a command failed with; nil if it did not.
    func failure(of command: [String], timeout: Duration? = nil) async -> RedisError? {
        do throws(RedisError) {
            _ = try await send(command, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }
}

/// Waits until a command of another connection keeps Redis from answering `connection`.
func waitUntilBlocked(_ redis: PrivateRedis, clients: Int = 1) async throws {
    try await withConnection(redis.url) { observer in
        try await eventually("\(clients) clients are blocked") {
            try await observer.send(["INFO", "clients"]).string?.contains("blocked_clients:\(clients)\r\n") == true
        }
    }
}
