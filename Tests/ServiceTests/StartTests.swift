import TestSupport
import Testing

/// Servers that start before their stores do.
@Suite(.timeLimit(.minutes(3)))
struct StartTests {
    @Test
    func `Without Redis it is alive and not ready, says why, and works once Redis is up`() async throws {
        let redis = try await PrivateRedis.start(["--user", "pilot", "on", ">s3cr3t", "~*", "&*", "+@all"])
        try await redis.stop()
        let url = "redis://pilot:s3cr3t@127.0.0.1:\(redis.port)/0"
        let pilot = try ModPilot(redisURL: url)
        // MongoDB could stand in by the time of the call.
        let tenant = try await Tenant.make(pilot, ["--stand-in", "off"])
        let server = try await EarlyServer.start(pilot.environment)
        try await expectWaiting(server, for: "127.0.0.1:\(redis.port)", not: "s3cr3t")
        let caller = Caller(port: server.port, token: tenant.token, moderator: "ann", timeout: .seconds(10))
        let refused = try await caller.claim()
        #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused)")
        // What is ingested meanwhile is in MongoDB, and that is what counts.
        try await eventually("a post is taken in") { try await caller.ingest("p").status == 201 }

        try await redis.restart()
        try await server.becomesReady()
        let item = try await caller.claimSoon()
        #expect(try await caller.decide(item.post, .approve).status == 200)
        #expect(try await tenant.results(1).count == 1)
        #expect(!server.log.contains("s3cr3t"))
        #expect(try await server.stop() == 0)
    }

    @Test
    func `Without MongoDB it is alive and not ready, says why, and works once MongoDB is up`() async throws {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot)
        try await mongo.kill()
        let server = try await EarlyServer.start(pilot.environment)
        try await expectWaiting(server, for: "127.0.0.1:\(mongo.ports[0])", not: "s3cr3t")
        let caller = Caller(port: server.port, token: tenant.token, moderator: "ann", timeout: .seconds(10))
        let refused = try await caller.claim()
        #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused)")

        try await mongo.restart()
        try await server.becomesReady()
        #expect(try await caller.ingest("p").status == 201)
        let item = try await caller.claimSoon()
        #expect(try await caller.decide(item.post, .approve).status == 200)
        #expect(try await server.stop() == 0)
    }

    @Test
    func `A password in the address of MongoDB stands in no log`() async throws {
        let port = try HeldPort()
        let pilot = try ModPilot(mongoURL: "mongodb://pilot:s3cr3t@127.0.0.1:\(port.number)/modpilot")
        let server = try await EarlyServer.start(pilot.environment)
        try await expectWaiting(server, for: "127.0.0.1:\(port.number)", not: "s3cr3t")
        #expect(try await server.stop() == 0)
    }

    /// Alive, not ready, and the log names the address and not the password.
    private func expectWaiting(_ server: EarlyServer, for address: String, not password: String) async throws {
        #expect(try await server.status("/healthz") == 200)
        let ready = try await server.get("/readyz")
        #expect(ready.status == 503 && ready.code == "unavailable", "\(ready)")
        #expect(ready.header("X-Request-Id")?.isEmpty == false && ready.header("Retry-After") != nil, "\(ready)")
        try await eventually("the log names \(address): \(server.log.suffix(1_000))", within: .seconds(20)) {
            server.log.contains(address)
        }
        #expect(!server.log.contains(password))
    }
}
