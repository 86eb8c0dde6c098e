import TestSupport

/// A Redis that can be made to turn away one of two servers: both reach it at one address, each with a password of its own.
struct SplitRedis: Sendable {
    let tenant: Tenant
    let redis: PrivateRedis
    /// The one that is turned away by ``cut()``.
    let one: ServerProcess
    let other: ServerProcess
    /// By which other servers know that one.
    private let otherName: String

    /// - Parameter host: by which the one server knows the Redis; to the other it is 127.0.0.1.
    static func start(_ flags: [String], host: String = "127.0.0.1") async throws -> SplitRedis {
        let redis = try await PrivateRedis.start()
        _ = try await RedisShell(redis.url).run(["ACL SETUSER default resetpass >one >other"])
        func url(_ password: String, at host: String = "127.0.0.1") -> String {
            "redis://default:\(password)@\(host):\(redis.port)/0"
        }
        let pilot = try ModPilot(redisURL: url("other"))
        let tenant = try await Tenant.make(pilot, flags)
        let one = try await pilot.serve(environment: ["MODPILOT_REDIS_URL": url("one", at: host)])
        let before = try await Archive.servers(of: pilot)
        let other = try await pilot.serve()
        let after = try await Archive.servers(of: pilot)
        guard let name = after.subtracting(before).first, after.count == 2 else {
            throw Unexpected(description: "servers: \(before), then \(after)")
        }
        return SplitRedis(tenant: tenant, redis: redis, one: one, other: other, otherName: name)
    }

    /// Turns the one server away, now and when it comes again. The other one comes back at once.
    func cut() async throws {
        let answers = try await tenant.redis.run([
            "ACL SETUSER default resetpass >other", "CLIENT KILL TYPE normal", "CLIENT KILL TYPE pubsub",
        ])
        guard answers.contains("OK") else { throw Unexpected(description: "Redis: \(answers)") }
    }

    /// Has a claim made at the other server, and stops that one as soon as it has told of it: it is written down by then.
    func claimedAndStopped() async throws -> (caller: Caller, item: HeldItem) {
        let caller = tenant.caller("ben", at: other)
        guard let item = try await caller.claim().items.first else {
            throw Unexpected(description: "nothing was given")
        }
        try await other.pause()
        guard try await Archive.isInHistory(item.post, of: tenant) else {
            throw Unexpected(description: "a claim was told that is not written down")
        }
        return (caller, item)
    }

    /// Lets the other server pass for one that lives, though it stands still.
    func keepOtherAlive() async throws { try await Archive.keepAlive(otherName, of: tenant.pilot) }

    func lineArrives(in store: String) async throws {
        try await eventually("the line is in \(store)", within: .seconds(60)) {
            try await Archive.line(of: tenant) == store
        }
    }
}
