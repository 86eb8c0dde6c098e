import ClaimFixtures
import ClaimScripts
import EventLoop
import RedisClient
import TestSupport
import Testing

/// Runs scripts against Redis directly, for a client that no other test has.
struct ScriptBench: Sendable {
    let redis: RedisConnection
    let client: String
    /// What scripts are given as the epoch.
    var epoch: Int64 = 1

    /// The verbs that are given the stream into ingestion as well.
    static let ofStream: Set = ["take", "settle"]

    var keys: ClientKeys { ClientKeys(client) }

    private static let loop = Result { () throws(EventLoopError) in try EventLoop(name: "scripts") }

    /// - Parameter isSound: whether the client's keys must agree afterwards.
    static func with(
        url: String? = nil,
        isOpen: Bool = true,
        isSound: Bool = true,
        _ body: (ScriptBench) async throws -> Void
    ) async throws {
        let redis = try RedisConnection.forTest(try url ?? TestEnvironment.redisURL, on: loop.get())
        let bench = ScriptBench(redis: redis, client: uniqueName("s"))
        do {
            if isOpen { try await bench.begin() }
            try await body(bench)
            if isSound { #expect(try await bench.state().violations == []) }
        } catch {
            await bench.close()
            throw error
        }
        await bench.close()
    }

    private func close() async {
        if let names = try? await redis.texts(["KEYS", keys.pattern]), !names.isEmpty {
            _ = try? await redis.send(["DEL"] + names)
        }
        await redis.close()
    }

    /// Closes whatever there is and opens the epoch.
    func begin() async throws {
        _ = try await run("close", "mark")
        _ = try await run(
            "open",
            list: ["mark", 0, "default"],
            moreKeys: Array(keys.beside(queues: ["default"]).dropFirst(4))
        )
    }

    /// Runs a script by its verb with the epoch and these arguments.
    @discardableResult
    func run(_ name: String, queue: String = "default", _ arguments: RedisArgument...) async throws -> RedisValue {
        try await run(name, queue: queue, list: arguments)
    }

    @discardableResult
    func run(
        _ name: String,
        queue: String = "default",
        list arguments: [RedisArgument],
        moreKeys: [String] = [],
        epoch: RedisArgument? = nil
    ) async throws -> RedisValue {
        let text = try #require(Scripts.all.first { $0.name == name }?.text)
        return try await redis.evaluate(
            RedisScript(name: name, source: text),
            keys: keysOf(name, queue: queue) + moreKeys,
            arguments: [epoch ?? .integer(self.epoch)] + arguments
        )
    }

    /// Those that are given the line beside a closed one.
    static let besides: Set = ["adopt", "open", "clear"]

    private static let escalating = ["expire", "release", "escalate"]

    private func keysOf(_ name: String, queue: String) -> [String] {
        if Self.escalating.contains(name) { return keys.andEscalated(queue: queue) }
        if Self.besides.contains(name) { return keys.all(queue: queue) + keys.beside() }
        return keys.all(queue: queue) + (Self.ofStream.contains(name) ? [keys.verdicts, keys.refused] : [])
    }

    func state() async throws -> ClientState { try await ClientState(of: client, in: redis) }

    /// Equal only if nothing of the client changed.
    func fingerprint() async throws -> [String] {
        let script = "return redis.sha1hex(redis.call('DUMP', KEYS[1]))"
        var prints: [String] = []
        for name in try await redis.texts(["KEYS", keys.pattern]).sorted() {
            prints.append("\(name) \(try await redis.send(["EVAL", script, "1", name]).string ?? "")")
        }
        return prints
    }

    func letPass(_ duration: Duration) async throws {
        try await TimeShift.letPass(duration, of: client, in: redis)
    }

    /// The server's clock in milliseconds.
    func now() async throws -> Int64 {
        let parts = try await redis.texts(["TIME"]).compactMap { Int64($0) }
        return parts[0] * 1_000 + parts[1] / 1_000
    }
}
