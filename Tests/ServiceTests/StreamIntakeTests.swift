import TestSupport
import Testing

/// Producers that speak Redis, while servers die, stall and lose MongoDB: each post becomes one item.
@Suite(.timeLimit(.minutes(4)))
struct StreamIntakeTests {
    @Test(arguments: ["stream-stored", "stream-stored:4", "record-stored:2", "record-published:3"])
    func `A server dies over a batch: another takes it over, and nothing comes in twice`(
        failpoint: String
    ) async throws {
        let scene = try await Breakage.at(failpoint, lease: 120)
        let producer = Producer(tenant: scene.tenant, posts: 600)
        // The other one comes back when the failing one has taken its share.
        try await scene.other.pause()
        async let sent: Void = producer.send()
        try await eventually("the server has died at its failpoint", within: .seconds(30)) {
            scene.failing.exitStatus == 128 + 9
        }
        scene.other.resume()
        try await sent
        try await producer.becomesDrained()
        try await producer.expectTakenInOnce(at: [scene.other])
    }

    @Test
    func `Servers are killed at random while producers send`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let producer = Producer(tenant: tenant, posts: 1_500)
        async let sent: Void = producer.send()
        for round in 0..<4 {
            let before = try await Archive.count(.all, of: tenant)
            try await eventually("items come in", within: .seconds(30), every: .milliseconds(5)) {
                let now = try await Archive.count(.all, of: tenant)
                return now > before + .random(in: 0...150) || now == producer.posts.count
            }
            try await servers[round % 2].kill()
            try await servers[round % 2].restart()
        }
        try await sent
        try await producer.becomesDrained()
        try await producer.expectTakenInOnce(at: servers)
    }

    @Test
    func `What a foreign consumer read and never acknowledged is taken over`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let producer = Producer(tenant: tenant, posts: 40)
        try await producer.send()
        let key = Producer.key(tenant)
        _ = try await tenant.redis("XGROUP", "CREATE", key, "ingestion", "0")
        let read = try await tenant.redis(
            "XREADGROUP",
            "GROUP",
            "ingestion",
            "foreign",
            "COUNT",
            "100",
            "STREAMS",
            key,
            ">"
        )
        #expect(read[key].array.count == 100 || read[0][1].array.count == 100, "\(read)")
        let server = try await pilot.serve()
        try await producer.becomesDrained()
        try await producer.expectTakenInOnce(at: [server])
    }

    @Test
    func `MongoDB away: what is good waits, what is bad is refused, and all is taken in when it is back`() async throws
    {
        let mongo = try await PrivateMongo.start()
        let pilot = try ModPilot(mongoURL: mongo.url())
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let producer = Producer(tenant: tenant, posts: 100)
        // A server that never heard of a client needs MongoDB to begin.
        _ = try await tenant.redis("XGROUP", "CREATE", Producer.key(tenant), "ingestion", "0", "MKSTREAM")
        try await producer.becomesDrained()
        try await mongo.kill()
        try await producer.send()
        let refused = "moderation-verdicts-refused-{\(tenant.id)}"
        try await eventually("what is bad is refused", within: .seconds(60), every: .milliseconds(100)) {
            try await tenant.redis("XLEN", refused).int ?? 0 > 0
        }
        #expect(try await tenant.redis("XLEN", Producer.key(tenant)).int ?? 0 >= producer.posts.count)
        try await mongo.restart()
        try await producer.becomesDrained()
        try await producer.expectTakenInOnce(at: servers)
    }

    @Test
    func `A client whose stream is no stream holds up no other`() async throws {
        let pilot = try ModPilot()
        let broken = try await Tenant.make(pilot)
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let server = try await pilot.serve()
        _ = try await broken.redis("SET", Producer.key(broken), "a text")
        let producer = Producer(tenant: tenant, posts: 30)
        try await producer.send()
        try await producer.becomesDrained()
        try await producer.expectTakenInOnce(at: [server])
        #expect(try await broken.redis("GET", Producer.key(broken)).string == "a text")
        #expect(server.log.contains("WRONGTYPE"))
    }
}
