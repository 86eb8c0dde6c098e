import TestSupport
import Testing

/// A network that splits: one server is with MongoDB, the other one with Redis.
@Suite(.timeLimit(.minutes(6)))
struct PartitionTests {
    private struct Zones {
        let redis: PrivateRedis
        let mongo: PrivateMongo
        let tenant: Tenant
        /// With MongoDB.
        let first: ServerProcess
        /// With Redis.
        let second: ServerProcess
        let firstToRedis: TCPRelay
        let secondToMongo: TCPRelay

        static func start(_ flags: [String]) async throws -> Zones {
            let redis = try await PrivateRedis.start()
            let mongo = try await PrivateMongo.start()
            let firstToRedis = try TCPRelay(to: redis.port)
            let secondToMongo = try TCPRelay(to: mongo.ports[0])
            let pilot = try ModPilot(redisURL: redis.url, mongoURL: mongo.url())
            let tenant = try await Tenant.make(pilot, ["--lease", "120"] + flags)
            let first = try await pilot.serve(
                environment: ["MODPILOT_REDIS_URL": "redis://127.0.0.1:\(firstToRedis.port)/0"]
            )
            let second = try await pilot.serve(
                environment: [
                    "MODPILOT_MONGO_URL": "mongodb://127.0.0.1:\(secondToMongo.port)/modpilot?directConnection=true"
                ]
            )
            return Zones(
                redis: redis,
                mongo: mongo,
                tenant: tenant,
                first: first,
                second: second,
                firstToRedis: firstToRedis,
                secondToMongo: secondToMongo
            )
        }

        func split() {
            firstToRedis.cut()
            secondToMongo.cut()
        }

        func heal() {
            firstToRedis.lead(to: redis.port)
            secondToMongo.lead(to: mongo.ports[0])
        }
    }

    @Test
    func `No post has two holders, and MongoDB stands in for the server that reaches it`() async throws {
        let zones = try await Zones.start([])
        let tenant = zones.tenant
        #expect(try await tenant.caller("backend", at: zones.first).ingest(Verdict.posts(2_000)).status == 200)
        let holders = Holders()
        async let work: Void = holders.work(at: [zones.first.port, zones.second.port], for: tenant, each: 4)
        try await eventually("both hand out", within: .seconds(30)) {
            holders.count(at: 0) > 20 && holders.count(at: 1) > 20
        }
        zones.split()
        let before = holders.count(at: 0)
        try await eventually("MongoDB stands in at the one", within: .seconds(40)) {
            holders.count(at: 0) > before + 20
        }
        let stopped = holders.count(at: 1)
        try await eventually("the other one refuses", within: .seconds(20)) { holders.refused(at: 1) > 8 }
        #expect(holders.count(at: 1) == stopped)
        zones.heal()
        try await eventually("both hand out again", within: .seconds(60)) { holders.count(at: 1) > stopped + 20 }
        holders.finish()
        try await work
        #expect(holders.doubles == [])
    }

    @Test
    func `Without standing in the server that reaches Redis goes on, and the other one refuses`() async throws {
        let zones = try await Zones.start(["--stand-in", "off"])
        let tenant = zones.tenant
        #expect(try await tenant.caller("backend", at: zones.first).ingest(Verdict.posts(2_000)).status == 200)
        let holders = Holders()
        async let work: Void = holders.work(at: [zones.first.port, zones.second.port], for: tenant, each: 4)
        try await eventually("both hand out", within: .seconds(30)) {
            holders.count(at: 0) > 20 && holders.count(at: 1) > 20
        }
        zones.split()
        try await Task.sleep(for: .seconds(3))
        let (first, second) = (holders.count(at: 0), holders.count(at: 1))
        try await eventually("the one with Redis goes on", within: .seconds(20)) { holders.count(at: 1) > second + 100 }
        try await eventually("the one without refuses", within: .seconds(20)) { holders.refused(at: 0) > 8 }
        #expect(holders.count(at: 0) == first)
        #expect(try await Archive.line(of: tenant) == "redis")
        zones.heal()
        try await eventually("both hand out again", within: .seconds(60)) { holders.count(at: 0) > first + 20 }
        holders.finish()
        try await work
        #expect(holders.doubles == [])
    }

    @Test
    func `A server that is alone goes on from Redis while MongoDB is away`() async throws {
        let zones = try await Zones.start([])
        let tenant = zones.tenant
        #expect(try await tenant.caller("backend", at: zones.first).ingest(Verdict.posts(20)).status == 200)
        #expect(try await zones.first.stop() == 0)
        let ann = tenant.caller("ann", at: zones.second)
        #expect(try await ann.claim().items.count == 1)
        // Its next sign of life finds that nobody else is there.
        try await Task.sleep(for: .seconds(1))
        zones.secondToMongo.cut()
        try await Task.sleep(for: .seconds(3))
        for number in 1...3 {
            let start = ContinuousClock.now
            #expect(try await tenant.caller("ben-\(number)", at: zones.second).claim().items.count == 1)
            #expect(ContinuousClock.now - start < .seconds(2.5))
        }
    }
}
