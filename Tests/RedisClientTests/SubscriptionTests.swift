import EventLoop
import Glibc
import RedisClient
import Synchronization
import TestSupport
import Testing

@Suite struct SubscriptionTests {
    /// What a subscription told.
    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])

        func add(_ entry: String) {
            entries.withLock { $0.append(entry) }
        }

        func contains(_ entry: String) -> Bool {
            entries.withLock { $0.contains { $0.hasPrefix(entry) } }
        }
    }

    private func withSubscription(
        _ url: RedisURL,
        options: RedisOptions = RedisOptions(),
        _ body: (Log) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "subscription")
        defer { loop.stop() }
        let log = Log()
        let subscription = try RedisSubscription(
            url,
            on: loop,
            channels: ["a", "b"],
            patterns: ["p*"],
            options: options,
            onSubscribed: { log.add("subscribed \($0)") },
            onLost: { log.add("lost \($0)") },
            onMessage: { log.add("\($0): \($1)") }
        )
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(log))
        } catch {
            outcome = .failure(error)
        }
        await subscription.close()
        try outcome.get()
    }

    @Test func `messages of channels and patterns arrive, before and after a restart`() async throws {
        try await withRedis { (redis, publisher) async throws in
            try await withSubscription(redis.url) { log in
                try await eventually("subscribed") { log.contains("subscribed 1") }
                for channel in ["a", "b", "p1", "other"] {
                    _ = try await publisher.send(["PUBLISH", channel, "before"])
                }
                try await eventually("messages arrive") {
                    log.contains("a: before") && log.contains("b: before") && log.contains("p1: before")
                }
                #expect(!log.contains("other"))
                try await redis.kill()
                try await eventually("the loss is told") { log.contains("lost ") }
                try await redis.start()
                try await eventually("subscribed again") { log.contains("subscribed 2") }
                try await eventually("the publisher is back") {
                    try await publisher.send(["PUBLISH", "a", "after"]) == .integer(1)
                }
                try await eventually("the message arrives") { log.contains("a: after") }
            }
        }
    }

    @Test func `a Redis that has fallen silent is noticed without any message`() async throws {
        var options = RedisOptions()
        options.heartbeat = .milliseconds(50)
        options.commandTimeout = .milliseconds(300)
        options.connectTimeout = .milliseconds(300)
        try await withRedis { (redis, publisher) async throws in
            try await withSubscription(redis.url, options: options) { log in
                try await eventually("subscribed") { log.contains("subscribed 1") }
                redis.signal(SIGSTOP)
                try await eventually("silence is noticed") { log.contains("lost nothing heard") }
                redis.signal(SIGCONT)
                try await eventually("subscribed again") {
                    log.contains("subscribed 2") || log.contains("subscribed 3") || log.contains("subscribed 4")
                }
                try await eventually("messages arrive") {
                    _ = try await publisher.send(["PUBLISH", "p2", "after"])
                    return log.contains("p2: after")
                }
            }
        }
    }

    @Test func `heartbeats leave a subscription as it is`() async throws {
        var options = RedisOptions()
        options.heartbeat = .milliseconds(2)
        try await withRedis { (redis, publisher) async throws in
            try await withSubscription(redis.url, options: options) { log in
                try await eventually("subscribed") { log.contains("subscribed 1") }
                try await eventually("many heartbeats went by") {
                    let clients = try await publisher.send(["INFO", "commandstats"]).string ?? ""
                    let counts = clients.firstMatch(of: /cmdstat_subscribe:calls=(\d+)/).flatMap { Int($0.1) }
                    return counts.map { $0 > 50 } ?? false
                }
                #expect(try await publisher.send(["PUBLISH", "a", "once"]) == .integer(1))
                try await eventually("the message arrives") { log.contains("a: once") }
                #expect(!log.contains("lost"))
                #expect(!log.contains("subscribed 2"))
            }
        }
    }

    @Test func `a subscription that Redis refuses says why`() async throws {
        let redis = try await PrivateRedis.start([
            "--user", "ann", "on", "nopass", "~*", "+@all", "resetchannels", "&a",
        ])
        var url = redis.url
        url.user = "ann"
        try await withSubscription(url) { log in
            try await eventually("it is told") {
                log.contains("lost the subscription was refused: NOPERM") || log.contains("lost NOPERM")
            }
        }
    }
}
