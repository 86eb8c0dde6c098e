import EventLoop
import HTTPClient
import Moderation
import RedisClient
import TestSupport

/// A server with clients of its own, and a connection to its Redis, for the time of one figure.
struct Rig: Sendable {
    let command: ModPilotCommand
    let server: ServerUnderTest
    /// For the connection and for load.
    let loop: EventLoop
    let redis: RedisConnection
    let redisProcess: Int32
    let targets: [ClaimTarget]

    /// Adds `clients` clients, starts a server, and ends it after `measure`.
    ///
    /// - Parameter settings: of each client, as options of `client add`.
    static func run<Result: Sendable>(
        _ options: BenchOptions,
        clients: Int = 1,
        settings: [String] = ClaimTarget.settings,
        _ measure: (Rig) async throws -> Result
    ) async throws -> Result {
        let command = ModPilotCommand(options)
        Terminal.error("adding clients, starting modpilot")
        var added: [(client: ClientID, token: String)] = []
        for _ in 0..<clients { added.append(try await command.addClient(settings)) }
        let server = try await command.serve()
        let loop = try EventLoop(name: "bench")
        defer { loop.stop() }
        let redis = try RedisConnection(try RedisURL(options.redisURL), on: loop)
        var targets: [ClaimTarget] = []
        for (client, token) in added {
            try await open(server.port, token)
            targets.append(try await ClaimTarget(client: client, token: token, redis: redis))
        }
        let rig = Rig(
            command: command,
            server: server,
            loop: loop,
            redis: redis,
            redisProcess: Int32(try await redis.info("server", "process_id")),
            targets: targets
        )
        let result = try await measure(rig)
        await redis.close()
        try await server.stop()
        if !server.log.isEmpty { Terminal.error("modpilot said:\n\(server.log.suffix(2_000))") }
        return result
    }

    /// The first claim, which finds nothing, makes the server open the client in Redis.
    private static func open(_ port: UInt16, _ token: String) async throws {
        let answer = try await HTTPProbe(port: port, timeout: .seconds(10)).call(
            "GET",
            "/api/v1/moderation/pending",
            headers: ["Authorization": "Bearer \(token)", "X-Moderator-Id": "first"]
        )
        guard answer.status == 200 else { throw BenchFailure.failed("the first claim was answered \(answer)") }
    }

    func http(_ target: ClaimTarget, wait: Int = 0) -> HTTPSide {
        HTTPSide(port: server.port, token: target.token, loop: loop, wait: wait)
    }
}
