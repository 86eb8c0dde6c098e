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

    static func start(_ flags: [String]) async throws -> SplitRedis {
        let redis = try await PrivateRedis.start()
        _ = try await RedisShell(redis.url).run(["ACL SETUSER default resetpass >one >other"])
        func url(_ password: String) -> String { "redis://default:\(password)@127.0.0.1:\(redis.port)/0" }
        let pilot = try ModPilot(redisURL: url("other"))
        let tenant = try await Tenant.make(pilot, flags)
        let one = try await pilot.serve(environment: ["MODPILOT_REDIS_URL": url("one")])
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

    /// Has a claim made at the other server, and stops that one before it has written it down.
    ///
    /// - Returns: the claim, who made it, and how many were made until then.
    func claimedAndStopped() async throws -> (caller: Caller, item: HeldItem, claims: Int) {
        for number in 1...10 {
            let caller = tenant.caller("ben-\(number)", at: other)
            guard let item = try await caller.claim().items.first else { break }
            try await other.pause()
            guard try await Archive.isInHistory(item.post, of: tenant) else { return (caller, item, number) }
            other.resume()
        }
        throw Unexpected(description: "every claim was written down at once")
    }

    /// Lets the other server pass for one that lives, though it stands still.
    func keepOtherAlive() async throws { try await Archive.keepAlive(otherName, of: tenant.pilot) }

    func lineArrives(in store: String) async throws {
        try await eventually("the line is in \(store)", within: .seconds(60)) {
            try await Archive.line(of: tenant) == store
        }
    }
}
