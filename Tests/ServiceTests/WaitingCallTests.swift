import TestSupport
import Testing

/// Calls that wait for work, at real servers.
@Suite(.timeLimit(.minutes(3)))
struct WaitingCallTests {
    @Test
    func `Of 20 who wait at each of two servers, as many are answered as posts come`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let backend = tenant.caller("backend", at: servers[0])
        try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for number in 0..<40 {
                let call = try await ParkedCall(of: "m\(number)", tenant, port: servers[number % 2].port)
                group.addTask { try await call.answer() }
            }
            for server in servers { try await server.parks(20) }

            let start = ContinuousClock.now
            #expect(try await backend.ingest(Verdict.posts(7)).json["accepted"].int == 7)
            var posts: Set<String> = []
            for _ in 0..<7 {
                let items = try #require(try await group.next()).items
                #expect(items.count == 1)
                posts.formUnion(items.map(\.post))
            }
            #expect(ContinuousClock.now - start < .seconds(4))
            #expect(posts.count == 7)
            try await eventually("the other 33 wait on") {
                var parked = 0
                for server in servers { parked += try await server.metric("modpilot_parked_calls") ?? 0 }
                return parked == 33
            }

            let stop = ContinuousClock.now
            for server in servers { #expect(try await server.stop() == 0) }
            #expect(ContinuousClock.now - stop < .seconds(8), "the waits were not ended")
            for try await answer in group { #expect(try answer.status == 200 && answer.items == [], "\(answer)") }
        }
    }

    @Test
    func `A claim that nobody renews wakes who waits, at another server too`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "2"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let ann = tenant.caller("ann", at: servers[0])
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await ann.claim().items.count == 1)
        let start = ContinuousClock.now
        let answer = try await tenant.caller("ben", at: servers[1]).claim(wait: 20)
        #expect(try answer.items.map(\.post) == ["p"])
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test
    func `A released post wakes the next who may have it, past whoever released it before`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let ann = tenant.caller("ann", at: servers[0])
        let cem = tenant.caller("cem", at: servers[1])
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await ann.claim().items.count == 1)
        #expect(try await ann.release("p").status == 200)
        #expect(try await cem.claim().items.count == 1)
        let annWaits = try await ParkedCall(of: "ann", tenant, port: servers[0].port)
        try await servers[0].parks(1)
        let benWaits = try await ParkedCall(of: "ben", tenant, port: servers[0].port)
        try await servers[0].parks(2)
        let start = ContinuousClock.now
        #expect(try await cem.release("p").status == 200)
        #expect(try await benWaits.answer().items.map(\.post) == ["p"])
        #expect(ContinuousClock.now - start < .seconds(4))
        try await servers[0].parks(1)
        #expect(try await servers[0].stop() == 0)
        #expect(try await annWaits.answer().items == [])
    }

    @Test
    func `Every reader who waits for results gets the next one`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let ann = tenant.caller("ann", at: servers[0])
        async let first = tenant.caller("x", at: servers[0]).get("/results?wait=20")
        async let second = tenant.caller("y", at: servers[0]).get("/results?wait=20")
        async let third = tenant.caller("z", at: servers[1]).get("/results?wait=20")
        try await servers[0].parks(2)
        try await servers[1].parks(1)
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await ann.claim().items.count == 1)
        let decision = try await ann.decide("p", .approve)
        let start = ContinuousClock.now
        for answer in try await [first, second, third] {
            #expect(try answer.json["results"][0]["decision_id"].string == decision.decisionID)
        }
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test
    func `Posts that come while the wake-up connection is cut are found all the same`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        for round in 0..<5 {
            async let waiting = ann.claim(wait: 30)
            try await server.parks(1)
            #expect(try await tenant.redis("CLIENT", "KILL", "TYPE", "pubsub").int == 1)
            let start = ContinuousClock.now
            #expect(try await tenant.caller("backend", at: server).ingest("p\(round)").status == 201)
            #expect(try await waiting.items.map(\.post) == ["p\(round)"])
            #expect(ContinuousClock.now - start < .seconds(8))
            #expect(try await ann.decide("p\(round)", .approve).status == 200)
        }
    }
}
