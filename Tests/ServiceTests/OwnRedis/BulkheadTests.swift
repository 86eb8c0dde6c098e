import TestSupport
import Testing

/// Of several Redis servers one breaks: it costs those whom it serves, and nobody else.
@Suite(.timeLimit(.minutes(8)))
struct BulkheadTests {
    enum Fault: String, CaseIterable, Sendable {
        case killed, hanging

        func strike(_ redis: PrivateRedis) async throws {
            switch self {
            case .killed: try await redis.kill()
            case .hanging: try await redis.pause()
            }
        }

        func mend(_ redis: PrivateRedis) async throws {
            switch self {
            case .killed: try await redis.restart()
            case .hanging: redis.resume()
            }
        }
    }

    @Test(arguments: Fault.allCases, ThreeRedis.Who.allCases)
    func `The clients of a Redis that breaks go on from MongoDB within seconds, and all others as if nothing had been`(
        fault: Fault,
        who: ThreeRedis.Who
    ) async throws {
        let three = try await ThreeRedis.start(["--lease", "2"])
        let (broken, sound) = three.sides(breaking: who)
        for side in [broken] + sound {
            let caller = side.tenant.caller("ann", at: three.server)
            #expect(try await caller.ingest(Verdict.posts(3)).status == 200)
            #expect(try await caller.claim().items.count == 1)
        }
        #expect(
            try await broken.tenant.caller("ann", at: three.server).ingest((100..<1_600).map { "p-\($0)" }).status
                == 200
        )
        try await fault.strike(broken.redis)

        let end = ContinuousClock.now + .seconds(9)
        let moderators = sound.map { SteadyModerator("ben", of: $0.tenant, at: three.server) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for moderator in moderators { group.addTask { await moderator.work(until: end) } }
            for side in sound {
                group.addTask { try await Self.expectBackgroundWork(for: side, at: three.server) }
                group.addTask { try await Self.expectWaking(for: side, at: three.server) }
            }
            for number in 0..<10 {
                let caller = broken.tenant.caller("eve-\(number)", at: three.server)
                group.addTask { try await Self.expectService(of: caller, until: end) }
            }
            group.addTask {
                // Once those who work there have noticed.
                try await eventually("the server says so", within: .seconds(20)) {
                    let ready = try await three.readiness()
                    switch who {
                    case .own: return ready == (200, "degraded", ["client-redis"])
                    case .shared: return ready == (200, "degraded", ["redis"])
                    }
                }
                #expect(
                    try await three.server.metric("modpilot_client_redis_servers_down") == (who == .own ? 1 : 0)
                )
            }
            try await group.waitForAll()
        }
        for moderator in moderators {
            #expect(moderator.problems.prefix(3) == [])
            #expect(moderator.decided > 4, "\(moderator.decided) decisions in 9 s")
            #expect(moderator.longest < .seconds(4), "a call took \(moderator.longest)")
        }

        try await fault.mend(broken.redis)
        let eve = broken.tenant.caller("eve", at: three.server)
        try await eventually("the line is back", within: .seconds(60)) {
            let stats = try await broken.tenant.caller("ann", at: three.server).get("/stats")
            return try stats.status == 200 && LooseJSON(stats.body)["degraded"] == .bool(false)
        }
        let item = try await eve.claimSoon(within: .seconds(60))
        #expect(try await eve.decide(item.post, .reject, claim: item.claim).status == 200)
        try await eventually("all is well again") { try await three.readiness() == (200, "ready", []) }
        #expect(try await three.server.metric("modpilot_client_redis_servers_down") == 0)
        #expect(try await three.server.metric("modpilot_client_redis_servers") == 2)
    }

    /// Claims that expire come back though nobody asks.
    private static func expectBackgroundWork(for side: ThreeRedis.Side, at server: ServerProcess) async throws {
        let posts = [uniqueName("x"), uniqueName("x")]
        let lines = posts.map {
            #"{"post_id":"\#($0)","verdict":"manual_review","content":{},"queue":"slow"}"#
        }.joined(separator: "\n")
        let cyn = side.tenant.caller("cyn", at: server)
        #expect(try await cyn.ingest(lines: lines).status == 200)
        #expect(try await cyn.claim(2, queue: "slow").items.count == 2)
        let deadlines = "moderation-deadlines-{\(side.tenant.id)}:slow"
        #expect(try await side.tenant.redis("ZCARD", deadlines).int == 2)
        try await eventually("expired claims of a sound Redis are returned", within: .seconds(20)) {
            try await side.tenant.redis("ZCARD", deadlines).int == 0
        }
    }

    /// Who waits is woken by what comes.
    private static func expectWaking(for side: ThreeRedis.Side, at server: ServerProcess) async throws {
        for _ in 1...3 {
            let queue = "quiet"
            async let answer = side.tenant.caller("dan", at: server).claim(wait: 20, queue: queue)
            try await Task.sleep(for: .milliseconds(300))
            let sent = ContinuousClock.now
            let verdict = #"{"post_id":"\#(uniqueName("w"))","verdict":"manual_review","content":{},"queue":"quiet"}"#
            let cyn = side.tenant.caller("cyn", at: server)
            #expect(try await cyn.ingest(verdict: verdict).status == 201)
            let item = try #require(try await answer.items.first)
            #expect(ContinuousClock.now - sent < .seconds(4))
            #expect(try await side.tenant.caller("dan", at: server).decide(item.post, .approve).status == 200)
        }
    }

    /// Calls are refused for a few seconds at most, and each says when to come back; then all are served.
    private static func expectService(of caller: Caller, until end: ContinuousClock.Instant) async throws {
        let begin = ContinuousClock.now
        var decided = 0
        var lastRefusal: Duration = .zero
        let enough = 3
        // How soon it is served depends on the machine, that it is does not.
        while ContinuousClock.now < end || (decided <= enough && ContinuousClock.now < end + .seconds(30)) {
            let start = ContinuousClock.now
            let answer = try await caller.claim(wait: 1)
            let time = ContinuousClock.now - start
            #expect(time < .seconds(8), "a call took \(time)")
            if answer.status == 503 {
                #expect(answer.header("Retry-After") != nil)
                lastRefusal = start - begin
            } else {
                #expect(answer.status == 200, "\(answer)")
            }
            if answer.status == 200, let item = try answer.items.first {
                let decision = try await caller.decide(item.post, .approve, claim: item.claim)
                if decision.status == 200 { decided += 1 }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(lastRefusal < .seconds(20), "refused for \(lastRefusal)")
        #expect(decided > enough, "\(decided) decisions")
    }

    @Test
    func `Each client's keys and wake-ups are in its own Redis, which nobody else asks for anything`() async throws {
        let three = try await ThreeRedis.start()
        for side in [three.own, three.other, three.shared] {
            try await Self.expectWaking(for: side, at: three.server)
            for elsewhere in [three.own, three.other, three.shared] where elsewhere.redis.port != side.redis.port {
                let seen = side.tenant.seen(in: elsewhere.redis)
                #expect(try await seen.redis("KEYS", "*{\(side.tenant.id)}*").array == [])
            }
            try await side.tenant.becomesClean()
        }
        // By XADD, too.
        let verdict = Verdict.line("by-stream")
        _ = try await three.own.tenant.redis("XADD", Producer.key(three.own.tenant), "*", "verdict", verdict)
        let ann = three.own.tenant.caller("ann", at: three.server)
        #expect(try await ann.claimSoon().post == "by-stream")

        let pilot = three.own.tenant.pilot
        let looks = try LooseJSON(try await pilot.succeed(["stats", "--json"]).utf8)["clients"].array
        let mine = looks.first { $0["client_id"].string == three.own.tenant.id }
        #expect(mine?["moderators"]["ann"]["claimed"].int == 1)
        #expect(
            try await pilot.succeed(["ingest", "-", "--client", three.other.tenant.id], input: Verdict.line("by-file"))
                .hasPrefix("1 accepted")
        )
        #expect(try await three.other.tenant.caller("ben", at: three.server).claimSoon().post == "by-file")

        try await three.other.redis.kill()
        let table = try await pilot.run(["stats"])
        #expect(table.status == 0 && table.output.contains("127.0.0.1:\(three.other.redis.port)"), "\(table)")
        let alone = try await pilot.run(["stats", "--client", three.other.tenant.id])
        #expect(alone.status == 1 && alone.errors.contains("127.0.0.1:\(three.other.redis.port)"), "\(alone)")
    }
}
