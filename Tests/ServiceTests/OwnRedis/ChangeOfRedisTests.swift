import Synchronization
import TestSupport
import Testing

/// A client moves to another Redis, and back, while it is worked for.
@Suite(.timeLimit(.minutes(8)))
struct ChangeOfRedisTests {
    @Test
    func `From Redis to Redis under load nothing is lost, decided twice or held by two`() async throws {
        let pilot = try ModPilot()
        let places = [try await PrivateRedis.start(), try await PrivateRedis.start()]
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let servers = [try await pilot.serve(), try await pilot.serve()]
        let posts = Verdict.posts(4_000)
        #expect(try await tenant.caller("backend", at: servers[0]).ingest(posts).json["accepted"].int == posts.count)

        let movers = Movers(tenant: tenant, servers: servers)
        async let work: Void = movers.work(12, until: posts.count)
        for url in [places[0].url, places[1].url, "default"] {
            let before = movers.decided.count
            try await eventually("some are decided at \(url)", within: .seconds(40)) {
                movers.decided.count > before + 100
            }
            _ = try await pilot.succeed(["client", "set", tenant.id, "--redis-url", url])
            try await eventually("it goes on", within: .seconds(30)) { movers.decided.count > before + 200 }
        }
        await work
        #expect(movers.grants.allSatisfy { $0.value.count == 1 }, "an item was handed to two")
        #expect(movers.problems.prefix(5) == [])
        #expect(Set(movers.decided.keys) == Set(posts))
        #expect(movers.decided.allSatisfy { $0.value.count == 1 })
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)

        let seen = [tenant] + places.map { tenant.seen(in: $0) }
        try await eventually("every decision is published somewhere", within: .seconds(30)) {
            var published: Set<String> = []
            for side in seen { published.formUnion(try await side.results().compactMap(\.decisionID)) }
            return published == Set(movers.decided.values.flatMap { $0 })
        }
        for side in seen { try await side.becomesClean() }
    }

    @Test
    func `A Redis that no client names any more is left, and taken up again when one comes back`() async throws {
        let own = try await PrivateRedis.start()
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, own: own)
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest("a").status == 201)
        let held = try await ann.claimSoon()
        func connections() async throws -> Int {
            try await tenant.redis.run(["CLIENT LIST"]).count { $0.contains("name=modpilot") }
        }
        #expect(try await connections() > 1)
        _ = try await pilot.succeed(["client", "set", tenant.id, "--redis-url", "default"])
        try await eventually("its connections are closed", within: .seconds(60), every: .milliseconds(500)) {
            try await connections() == 0
        }
        #expect(try await ann.decide("a", .approve, claim: held.claim).status == 200)
        #expect(try await ann.ingest("b").status == 201)
        _ = try await pilot.succeed(["client", "set", tenant.id, "--redis-url", own.url])
        // From MongoDB, since its line is at the other place.
        try await eventually("it is served there again", within: .seconds(30)) {
            let posts = try await ann.claim().items.map(\.post)
            let isHere = try await tenant.redis("EXISTS", "moderation-items-{\(tenant.id)}").int == 1
            return posts == ["b"] && isHere
        }
    }

    @Test
    func `A server that has not heard of the move hands out nothing at the old place`() async throws {
        let old = try await PrivateRedis.start()
        let new = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: old.url)
        let tenant = try await Tenant.make(pilot)
        let informed = try await pilot.serve()
        let late = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: informed).ingest(Verdict.posts(40)).status == 200)
        let first = try await tenant.caller("ann", at: late).claim(10).items
        #expect(first.count == 10)

        try await late.pause()
        _ = try await pilot.succeed(["client", "set", tenant.id, "--redis-url", new.url])
        try await eventually("the old place is left") {
            try await tenant.redis("EXISTS", "moderation-items-{\(tenant.id)}").int == 0
        }
        let there = try await eventually("the new place serves", within: .seconds(20)) {
            let items = try await tenant.caller("ben", at: informed).claim(10).items
            return items.count == 10 ? items : nil
        }
        // Connections that were made before the pause, and calls that are there when it ends.
        let callers = (0..<10).map { tenant.caller("cyn-\($0)", at: late) }
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for caller in callers { group.addTask { try await caller.claim(2) } }
            try await Task.sleep(for: .milliseconds(200))
            late.resume()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let handedOut = try answers.filter { $0.status == 200 }.flatMap { try $0.items.map(\.post) }
        #expect(Set(handedOut).isDisjoint(with: there.map(\.post)))
        #expect(Set(handedOut).count == handedOut.count)
        #expect(answers.allSatisfy { $0.status == 200 || $0.header("Retry-After") != nil })
        #expect(try await tenant.redis("EXISTS", "moderation-items-{\(tenant.id)}").int == 0)

        // Who held something at the old place holds it still.
        #expect(Set(handedOut + there.map(\.post)).isDisjoint(with: first.map(\.post)))
        try await eventually("the late server has heard of it") {
            try await tenant.caller("dan", at: late).claim().status == 200
        }
        for item in first {
            let answer = try await tenant.caller("ann", at: late).decide(item.post, .approve, claim: item.claim)
            #expect(answer.status == 200, "\(answer)")
        }
    }
}
