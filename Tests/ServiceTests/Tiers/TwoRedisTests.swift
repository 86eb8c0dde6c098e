import TestSupport
import Testing

/// Two Redis that are alive at once, and servers that reach one or the other.
@Suite(.timeLimit(.minutes(6)))
struct TwoRedisTests {
    @Test
    func `A server with another Redis hands out nothing, is not ready, and says which two differ`() async throws {
        let right = try await PrivateRedis.start()
        let wrong = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: right.url)
        let tenant = try await Tenant.make(pilot)
        let good = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: good).ingest(Verdict.posts(20)).status == 200)
        #expect(try await tenant.caller("ann", at: good).claim().items.count == 1)
        let epoch = try await Archive.epoch(of: tenant)

        _ = try await RedisShell(wrong.url).run(["CONFIG SET requirepass s3cr3t"])
        let wrongURL = "redis://default:s3cr3t@127.0.0.1:\(wrong.port)/0"
        let bad = try await EarlyServer.start(pilot.environment.merging(["MODPILOT_REDIS_URL": wrongURL]) { $1 })
        for address in ["127.0.0.1:\(right.port)", "127.0.0.1:\(wrong.port)"] {
            try await eventually("it names \(address)", within: .seconds(20)) {
                let ready = try await bad.get("/readyz")
                return ready.status == 503 && String(decoding: ready.body, as: UTF8.self).contains(address)
            }
            #expect(bad.log.contains(address))
        }
        #expect(!bad.log.contains("s3cr3t"))
        let answer = try await Caller(port: bad.port, token: tenant.token, moderator: "ben").claim()
        #expect(answer.status == 503 && answer.header("Retry-After") != nil, "\(answer)")
        // A restart of the right one does not let the wrong one in.
        try await right.restart()
        try await eventually("the good one serves again", within: .seconds(30)) {
            try await tenant.caller("cyn", at: good).claim().items.count == 1
        }
        try await Task.sleep(for: .seconds(5))
        #expect(try await bad.status("/readyz") == 503)
        let keys = try await RedisShell(wrongURL).run(["KEYS *{\(tenant.id)}*"])
        #expect(keys.allSatisfy { !$0.contains(tenant.id) }, "\(keys)")
        #expect(try #require(try await Archive.epoch(of: tenant)) <= #require(epoch) + 1)

        // Where nobody is left who uses the other one, this is the one.
        try await good.stop()
        try await bad.becomesReady()
        try await eventually("it serves", within: .seconds(30)) {
            try await Caller(port: bad.port, token: tenant.token, moderator: "dan").claim().items.count == 1
        }
    }

    @Test
    func `A server that keeps its connections to the old primary stops, and goes over with the others`() async throws {
        let old = try await PrivateRedis.start()
        let new = try await PrivateRedis.start(["--replicaof", "127.0.0.1", "\(old.port)"])
        try await eventually("the replica follows", within: .seconds(30)) {
            try await RedisShell(new.url).run(["INFO replication"]).contains { $0.contains("master_link_status:up") }
        }
        let relays = [try TCPRelay(to: old.port), try TCPRelay(to: old.port)]
        let pilot = try ModPilot(redisURL: old.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let servers = [
            try await pilot.serve(environment: ["MODPILOT_REDIS_URL": "redis://127.0.0.1:\(relays[0].port)/0"]),
            try await pilot.serve(environment: ["MODPILOT_REDIS_URL": "redis://127.0.0.1:\(relays[1].port)/0"]),
        ]
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(Verdict.posts(2_000)).status == 200)
        let holders = Holders()
        async let work: Void = holders.work(at: servers.map(\.port), for: tenant, each: 3)
        try await eventually("both hand out", within: .seconds(30)) {
            holders.count(at: 0) > 20 && holders.count(at: 1) > 20
        }
        // The old primary lives on, and one server's connections to it as well.
        _ = try await RedisShell(new.url).run(["REPLICAOF NO ONE"])
        relays[1].redirect(to: new.port)
        relays[0].lead(to: new.port)
        try await Task.sleep(for: .seconds(3))
        let connected = try await RedisShell(old.url).run(["CLIENT LIST"]).filter { $0.contains("name=modpilot") }
        #expect(connected.isEmpty, "\(connected)")
        let counts = [holders.count(at: 0), holders.count(at: 1)]
        try await eventually("both hand out from the new one", within: .seconds(30)) {
            holders.count(at: 0) > counts[0] + 30 && holders.count(at: 1) > counts[1] + 30
        }
        holders.finish()
        try await work
        #expect(holders.doubles == [])
        for server in servers {
            try await eventually("it is ready", within: .seconds(20)) {
                try await server.probe().call("GET", "/readyz").status == 200
            }
        }
    }

    @Test
    func `A server with a wrong password moves nobody's line`() async throws {
        let redis = try await PrivateRedis.start()
        _ = try await RedisShell(redis.url).run(["ACL SETUSER default resetpass >right"])
        func url(_ password: String) -> String { "redis://default:\(password)@127.0.0.1:\(redis.port)/0" }
        let pilot = try ModPilot(redisURL: url("right"))
        let tenant = try await Tenant.make(pilot)
        let good = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: good).ingest(Verdict.posts(20)).status == 200)
        #expect(try await tenant.caller("ann", at: good).claim().items.count == 1)
        let epoch = try await Archive.epoch(of: tenant)
        let bad = try await EarlyServer.start(pilot.environment.merging(["MODPILOT_REDIS_URL": url("wrong")]) { $1 })
        let end = ContinuousClock.now + .seconds(6)
        while ContinuousClock.now < end {
            #expect(try await tenant.caller("ben", at: good).claim().items.count == 1)
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await Archive.epoch(of: tenant) == epoch)
        #expect(try await bad.status("/readyz") == 503)
    }

    @Test
    func `Two names of one Redis, which one server loses, do not throw the line to and fro`() async throws {
        let scene = try await SplitRedis.start(["--lease", "120"], host: "localhost")
        let tenant = scene.tenant
        #expect(try await tenant.caller("backend", at: scene.one).ingest(Verdict.posts(20)).status == 200)
        #expect(try await tenant.caller("ann", at: scene.one).claim().items.count == 1)
        #expect(try await tenant.caller("ben", at: scene.other).claim().items.count == 1)
        let epoch = try #require(try await Archive.epoch(of: tenant))
        try await scene.cut()
        try await scene.lineArrives(in: "mongo")
        try await Task.sleep(for: .seconds(10))
        #expect(try #require(try await Archive.epoch(of: tenant)) <= epoch + 3)
        #expect(try await Archive.line(of: tenant) == "mongo")
    }
}
