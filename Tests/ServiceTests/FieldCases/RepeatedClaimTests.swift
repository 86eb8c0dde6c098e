import TestSupport
import Testing

/// The same person asks again because no answer came: a reloaded page, a client that gives up and tries again.
@Suite(.timeLimit(.minutes(5)))
struct RepeatedClaimTests {
    enum Tier: String, CaseIterable, Sendable { case redis, mongo }

    private struct Scene {
        let redis: PrivateRedis
        let mongo: PrivateMongo
        let tenant: Tenant
        let servers: [ServerProcess]

        init(_ tier: Tier) async throws {
            redis = try await PrivateRedis.start()
            mongo = try await PrivateMongo.start()
            let pilot = try ModPilot(redisURL: redis.url, mongoURL: mongo.url())
            tenant = try await Tenant.make(pilot, ["--tier", tier.rawValue, "--lease", "60"])
            servers = [try await pilot.serve(), try await pilot.serve()]
        }

        func pause(_ tier: Tier) async throws {
            if tier == .redis { try await redis.pause() } else { try await mongo.pause() }
        }

        func resume(_ tier: Tier) {
            if tier == .redis { redis.resume() } else { mongo.resume() }
        }

        /// Waits until a server has nothing more under way than this question.
        func settles(_ server: ServerProcess) async throws {
            try await eventually("nothing is under way") {
                try await server.metric("modpilot_http_requests_in_flight") == 1
            }
        }
    }

    /// Two calls of one moderator reach a store that is slow; whoever made the first has given up by then.
    ///
    /// - Parameter stays: whether the second caller hears its answer.
    @Test(arguments: Tier.allCases, [true, false])
    func `Of two calls under way the second is told of a claim that stands`(tier: Tier, stays: Bool) async throws {
        let scene = try await Scene(tier)
        let (tenant, servers) = (scene.tenant, scene.servers)
        let ben = tenant.caller("ben", at: servers[1])
        for round in 0..<8 {
            let post = "p\(round)"
            #expect(try await ben.ingest(post).status == 201)
            let wait = round % 2 == 0 ? 0 : 20
            // At the same server, and at another one.
            let second = servers[round / 2 % 2]
            try await scene.pause(tier)
            let calls = [
                try await ParkedCall(of: "ann\(round)", tenant, port: servers[0].port, wait: wait),
                try await ParkedCall(of: "ann\(round)", tenant, port: second.port, wait: wait),
            ]
            for server in servers {
                try await eventually("the calls are under way") {
                    let count = [servers[0], second].count { $0.port == server.port }
                    return try await server.metric("modpilot_http_requests_in_flight") == count + 1
                }
            }
            try calls[0].goAwayListening()
            if !stays { try calls[1].goAwayListening() }
            for server in servers {
                // Answered after the ends of both calls were seen.
                for _ in 0..<16 { #expect(try await server.probe().call("GET", "/healthz").status == 200) }
            }
            scene.resume(tier)
            #expect(try await calls[0].answer().items == [])
            let told = try await calls[1].answer().items
            for server in servers { try await scene.settles(server) }
            if stays {
                let item = try #require(told.first)
                #expect(item.post == post)
                #expect(try await ben.claim().items == [], "it is in two hands")
                let ann = tenant.caller("ann\(round)", at: servers[1])
                #expect(try await ann.claim().items == [item])
                #expect(try await ann.decide(post, .approve, claim: item.claim).status == 200)
            } else {
                #expect(told == [])
                let answer = try await ben.claim(wait: 5)
                let item = try #require(try answer.json["items"].array.first, "nobody was told of the claim")
                #expect(item["deliveries"].int == 1)
                #expect(try await ben.decide(post, .approve).status == 200)
            }
        }
    }

    @Test(arguments: Tier.allCases)
    func `Whoever cuts a call off and makes another at once is told of a claim that stands`(tier: Tier) async throws {
        let scene = try await Scene(tier)
        let (tenant, server) = (scene.tenant, scene.servers[0])
        let backend = tenant.caller("backend", at: server)
        #expect(try await backend.ingest(Verdict.posts(80)).status == 200)
        for round in 0..<60 {
            let ann = tenant.caller("ann\(round)", at: server)
            _ = try await ann.item("none")
            let cut = try await ParkedCall(of: ann.moderator, tenant, port: server.port, wait: 0)
            cut.goAway()
            let item = try #require(try await ann.claim().items.first)
            try await scene.settles(server)
            let decision = try await ann.decide(item.post, .approve, claim: item.claim)
            #expect(decision.status == 200, "round \(round): \(decision)")
        }
    }
}
