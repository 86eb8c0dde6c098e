import TestSupport

/// A client of a test's own: its id, its token, and what is to be seen of it from outside.
struct Tenant: Sendable {
    let pilot: ModPilot
    let id: String
    /// Of the role `service`.
    let token: String
    let redis: RedisShell

    /// - Parameters:
    ///   - flags: As for `modpilot client add`.
    ///   - own: A Redis of its own.
    static func make(_ pilot: ModPilot, _ flags: [String] = [], own: PrivateRedis? = nil) async throws -> Tenant {
        let id = uniqueName("c")
        let place = own.map { ["--redis-url", $0.url] } ?? []
        _ = try await pilot.succeed(["client", "add", id] + flags + place)
        let token = try await pilot.issueToken(client: id, role: "service")
        let shell = RedisShell(own?.url ?? pilot.environment["MODPILOT_REDIS_URL"])
        return Tenant(pilot: pilot, id: id, token: token, redis: shell)
    }

    /// The same client as it is seen in another Redis.
    func seen(in redis: PrivateRedis) -> Tenant {
        Tenant(pilot: pilot, id: id, token: token, redis: RedisShell(redis.url))
    }

    func caller(_ moderator: String, at server: ServerProcess, timeout: Duration = .seconds(40)) -> Caller {
        Caller(port: server.port, token: token, moderator: moderator, timeout: timeout)
    }

    /// What `moderation-manual-results-{client}` holds, oldest first.
    func results() async throws -> [PublishedResult] {
        try await redis("XRANGE", "moderation-manual-results-{\(id)}", "-", "+").array.map(PublishedResult.init)
    }

    /// Waits until that many results are published.
    func results(_ count: Int, within limit: Duration = .seconds(30)) async throws -> [PublishedResult] {
        try await eventually("\(count) results of \(id)", within: limit) {
            let results = try await results()
            return results.count >= count ? results : nil
        }
    }

    /// The client's keys that hold anything but results: none when all is decided.
    func leftovers() async throws -> [String] {
        let pending = "moderation-pending-{\(id)}"
        var left: [String] = []
        for key in try await redis("KEYS", "*{\(id)}*").array.compactMap(\.string) {
            switch key {
            case "moderation-manual-results-{\(id)}", "moderation-client-{\(id)}",
                "moderation-verdicts-refused-{\(id)}":
                continue
            case "moderation-settled-{\(id)}":
                // A publisher that died has left it; the next publisher or decision removes it.
                if try await redis("HEXISTS", "moderation-client-{\(id)}", "publisher").int != 1 { left.append(key) }
            case pending:
                if try await redis("XLEN", key).int != 0 { left.append("\(key): entries") }
                if try await redis("XPENDING", key, "moderators")[0].int != 0 { left.append("\(key): pending") }
            default: left.append(key)
            }
        }
        return left
    }

    /// Waits until all that is left of the client in Redis is results.
    func becomesClean(within limit: Duration = .seconds(20)) async throws {
        var left: [String] = []
        do {
            try await eventually("nothing but results is left of \(id)", within: limit) {
                left = try await leftovers()
                return left.isEmpty
            }
        } catch {
            throw Unexpected(description: "\(error): \(left.joined(separator: ", "))")
        }
    }
}
