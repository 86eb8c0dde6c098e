import TestSupport
import Testing

/// Who may call, and how soon a change of that is known to all servers.
@Suite(.timeLimit(.minutes(3)))
struct TokenTests {
    @Test
    func `A revoked token is refused by every server within 2 s`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let callers = servers.map { tenant.caller("ann", at: $0) }
        for caller in callers { #expect(try await caller.claim().status == 200) }

        let listed = try LooseJSON(try await pilot.succeed(["token", "list", "--client", tenant.id, "--json"]).utf8)
        let name = try #require(listed[0]["name"].string)
        _ = try await pilot.succeed(["token", "revoke", name])
        for caller in callers {
            try await eventually("the token is refused", within: .seconds(2)) {
                let answer = try await caller.claim()
                return answer.status == 401 && answer.code == "unauthenticated"
            }
        }
        // Not only now and then.
        for caller in callers { #expect(try await caller.claim().status == 401) }
        let after = try LooseJSON(try await pilot.succeed(["token", "list", "--client", tenant.id, "--json"]).utf8)
        #expect(after[0]["revoked"].bool == true)
    }

    @Test(arguments: ["redis", "mongo"])
    func `A call that waits ends with its token, and the post that comes then is the next one's`(
        tier: String
    ) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--tier", tier])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let token = try await pilot.issueToken(client: tenant.id, role: "moderator", subject: "eve")
        let listed = try LooseJSON(try await pilot.succeed(["token", "list", "--client", tenant.id, "--json"]).utf8)
        let name = try #require(listed.array.first { $0["subject"].string == "eve" }?["name"].string)
        let waits = servers.map { server in
            Task { try await Caller(port: server.port, token: token, moderator: "eve").claim(wait: 30) }
        }
        for server in servers { try await server.parks(1) }
        let cem = Task { try await tenant.caller("cem", at: servers[1]).claim(wait: 30) }
        try await servers[1].parks(2)
        _ = try await pilot.succeed(["token", "revoke", name])
        let revoked = ContinuousClock.now
        for wait in waits {
            let answer = try await wait.value
            #expect(answer.status == 401 && answer.code == "unauthenticated", "\(answer)")
        }
        #expect(ContinuousClock.now - revoked < .seconds(2))
        #expect(try await tenant.caller("backend", at: servers[0]).ingest("p").status == 201)
        #expect(try await cem.value.items.map(\.post) == ["p"])
        #expect(ContinuousClock.now - revoked < .seconds(4))
    }

    @Test
    func `A call that waits ends when its token expires`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let before = ContinuousClock.now
        let issued = try await pilot.succeed(
            ["token", "issue", "--client", tenant.id, "--role", "service", "--expires", "5s"]
        )
        let after = ContinuousClock.now
        let caller = Caller(port: server.port, token: String(issued.split(separator: "\n")[0]), moderator: "ann")
        let answer = try await caller.get("/results?wait=30")
        let end = ContinuousClock.now
        #expect(answer.status == 401 && answer.code == "unauthenticated", "\(answer)")
        #expect(end - before > .seconds(4.9) && end - after < .seconds(6), "\(end - before), \(end - after)")
    }

    @Test
    func `A token is refused once it has expired`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let before = ContinuousClock.now
        let issued = try await pilot.succeed(
            ["token", "issue", "--client", tenant.id, "--role", "service", "--expires", "6s"]
        )
        let after = ContinuousClock.now
        let token = String(issued.split(separator: "\n")[0])
        let caller = Caller(port: server.port, token: token, moderator: "ann")
        #expect(try await caller.claim().status == 200)
        try await eventually("the token is refused", within: .seconds(15)) { try await caller.claim().status == 401 }
        let end = ContinuousClock.now
        #expect(end - before > .seconds(5.5) && end - after < .seconds(9), "\(end - before)")
        #expect(try await tenant.caller("ann", at: server).claim().status == 200)
    }

    @Test
    func `All tokens of a client end at once, and ended ones can be deleted`() async throws {
        let pilot = try ModPilot()
        let (tenant, other) = (try await Tenant.make(pilot), try await Tenant.make(pilot))
        let server = try await pilot.serve()
        let eve = try await pilot.issueToken(client: tenant.id, role: "supervisor", subject: "eve")
        let asked = { (token: String) async throws -> Int in
            try await server.probe().call(
                "GET",
                "/api/v1/moderation/stats",
                headers: ["Authorization": "Bearer \(token)"]
            ).status
        }
        for token in [eve, tenant.token, other.token] { #expect(try await asked(token) == 200) }
        let revoked = try await pilot.run(["token", "revoke", "--all", "--client", tenant.id])
        #expect(revoked.status == 0 && revoked.errors.contains("2 tokens"), "\(revoked)")
        for token in [eve, tenant.token] {
            try await eventually("it is refused", within: .seconds(2)) { try await asked(token) == 401 }
        }
        #expect(try await asked(other.token) == 200)
        let purged = try await pilot.run(["token", "purge", "--client", tenant.id])
        #expect(purged.status == 0 && purged.errors.contains("2 tokens"), "\(purged)")
        #expect(try await pilot.succeed(["token", "list", "--client", tenant.id]).isEmpty)
        #expect(try await asked(other.token) == 200)
        let missing = try await pilot.run(["token", "revoke", "--all", "--client", "nobody"])
        #expect(missing.status == 1 && missing.errors.contains("nobody"), "\(missing)")
    }

    @Test
    func `A client and a token made while servers run work at once`() async throws {
        let pilot = try ModPilot()
        let servers = [try await pilot.serve(), try await pilot.serve()]
        for _ in 1...3 {
            let tenant = try await Tenant.make(pilot)
            for server in servers {
                #expect(try await tenant.caller("ann", at: server).claim().status == 200)
            }
        }
    }

    @Test
    func `A changed lease takes effect within 2 s`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "100"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(Verdict.posts(200)).status == 200)
        try await tenant.setLease(700)
        for server in servers {
            var number = 0
            try await eventually("claims last as long as told now", within: .seconds(2)) {
                number += 1
                let caller = tenant.caller("ann-\(server.port)-\(number)", at: server)
                let claim = try await caller.claim().json["items"][0]["claim"]
                return try lease(of: claim) == 700
            }
        }
    }

    @Test
    func `Wrong tokens don't make MongoDB work without bound`() async throws {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let before = try await Archive.operations(pilot)
        let start = ContinuousClock.now
        // Every one of another text, as somebody who guesses would send them.
        let refused = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<20 {
                group.addTask {
                    let probe = server.probe()
                    var refused = 0
                    for number in 0..<50 {
                        let guess = Self.guess(like: tenant.token, caller * 50 + number)
                        let answer = try await probe.call(
                            "GET",
                            "/api/v1/moderation/pending",
                            headers: ["Authorization": "Bearer \(guess)"]
                        )
                        if answer.status == 401 { refused += 1 }
                    }
                    return refused
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(refused == 1_000)
        let seconds = max(1, Double((ContinuousClock.now - start).components.seconds))
        let spent = try await Archive.operations(pilot) - before
        // The server's own work is some dozen operations a second.
        #expect(Double(spent) < 500 + 60 * seconds, "\(spent) operations for 1,000 guesses in \(seconds) s")
        #expect(try await tenant.caller("ann", at: server).claim().status == 200)
    }

    @Test
    func `Neither tokens nor what posts say stand in any log, whatever the level`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url, environment: ["MODPILOT_LOG_LEVEL": "debug"])
        let tenant = try await Tenant.make(pilot, ["--lease", "1"])
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest(Verdict.posts(5)).status == 200)
        let item = try await ann.claimSoon()
        #expect(try await ann.decide(item.post, .approve).status == 200)
        _ = try await ann.decide("no-such-post", .approve)
        let wrong = Self.guess(like: tenant.token, 1)
        #expect(try await Caller(port: server.port, token: wrong, moderator: "eve").claim().status == 401)
        // Failures are what is logged most.
        try await redis.kill()
        #expect(try await ann.claim().status == 503)
        #expect(try await ann.ingest("unpublished").status == 201)
        try await redis.restart()
        _ = try await ann.claimSoon()
        #expect(try await server.stop() == 0)

        #expect(server.log.contains("stopped"))
        for secret in [tenant.token, wrong, Verdict.content, String(tenant.token.dropFirst(3).prefix(12))] {
            #expect(!server.log.contains(secret))
        }
    }

    private static func guess(like token: String, _ number: Int) -> String {
        let digits = String(number)
        return token.dropLast(digits.count + 1) + "A" + digits
    }

    /// In seconds, to the nearest.
    private func lease(of claim: LooseJSON) throws -> Int {
        func seconds(_ name: String) throws -> Double {
            // All in one day but for one instant of it, which is as good as any.
            let time = try #require(claim[name].string).split(separator: "T")[1].dropLast()
            let parts = time.split(separator: ":").compactMap { Double($0) }
            return parts[0] * 3_600 + parts[1] * 60 + parts[2]
        }
        let length = try seconds("expires_at") - seconds("claimed_at")
        return Int((length < 0 ? length + 86_400 : length).rounded())
    }

    @Test
    func `A client that is removed is served no more, and none with pending posts is`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await pilot.run(["client", "remove", tenant.id]).status == 2)
        let refused = try await pilot.run(["client", "remove", tenant.id, "--yes"])
        #expect(refused.status == 1 && refused.errors.contains("pending"), "\(refused)")
        let item = try await ann.claimSoon()
        #expect(try await ann.decide("p", .approve, claim: item.claim).status == 200)
        _ = try await pilot.succeed(["client", "remove", tenant.id, "--yes"])
        try await eventually("its token is refused") { try await ann.claim().status == 401 }
        #expect(try await !pilot.succeed(["client", "list"]).contains(tenant.id))
        _ = try await pilot.succeed(["client", "add", tenant.id])
        let token = try await pilot.issueToken(client: tenant.id, role: "service")
        let next = Caller(port: server.port, token: token, moderator: "ann")
        try await eventually("it is served again") { try await next.ingest("q").status == 201 }
        #expect(try await next.claimSoon().post == "q")
        #expect(try await next.item("p").json["status"].string == "approved")
    }
}
