import TestSupport
import Testing

/// Lines that are longer, older or more than Redis is to hold.
@Suite(.timeLimit(.minutes(4)))
struct BoundedLineTests {
    @Test
    func `Posts that leave Redis each second are decided once all the same`() async throws {
        let servers = try await TwoServers.start(["--item-ttl", "1"])
        let tenant = servers.tenant
        let posts = Verdict.posts(500)
        #expect(try await servers.here("backend").ingest(posts).status == 200)
        try await eventually("some have left Redis", within: .seconds(20), every: .milliseconds(5)) {
            try await tenant.redis("HLEN", "moderation-items-{\(tenant.id)}").int ?? 0 < posts.count
        }
        try await servers.decideAll(posts, moderators: 10)
    }

    @Test
    func `A window of 20 lets 1,000 posts through, each once, and never holds more`() async throws {
        let most = 20
        let servers = try await TwoServers.start(["--max-queued", "\(most)"])
        let tenant = servers.tenant
        let posts = Verdict.posts(1_000)
        let ledger = Ledger()
        async let sizes = self.sizes(of: tenant) { ledger.decisions.count >= posts.count || ledger.problems.count > 0 }
        #expect(try await servers.here("backend").ingest(posts).json["accepted"].int == posts.count)
        let crew = Crew(tenant: tenant, ports: servers.ports, ledger: ledger)
        await crew.work(10, until: posts.count, within: .seconds(200))
        // So that the other task ends whatever happened.
        if ledger.decisions.count < posts.count { ledger.problem("\(ledger.decisions.count) are decided") }
        let seen = try await sizes
        #expect(seen.max() ?? 0 <= most, "Redis held \(seen.max() ?? 0) posts")
        #expect(seen.count > 20 && seen.contains(most), "looked at too little: \(seen.count) times")
        #expect(ledger.claims.allSatisfy { $0.value.count == 1 }, "a post was handed out twice")
        try await ledger.agrees(with: tenant, posts: posts)
    }

    /// How many posts Redis held, again and again.
    private func sizes(of tenant: Tenant, until isOver: @Sendable () -> Bool) async throws -> [Int] {
        var sizes: [Int] = []
        while !isOver() { sizes.append(try await tenant.redis("HLEN", "moderation-items-{\(tenant.id)}").int ?? 0) }
        return sizes
    }

    @Test(arguments: ["redis", "mongo"])
    func `A full line lets an urgent post through at once, and stats count what is beyond it`(
        tier: String
    ) async throws {
        let servers = try await TwoServers.start(["--tier", tier, "--max-queued", "10", "--max-claims", "20"])
        let (backend, ann) = (servers.here("backend"), servers.there("ann"))
        #expect(try await backend.ingest(Verdict.posts(30)).status == 200)
        for server in [backend, servers.there("backend")] {
            // The record is given half a second to tell what is on the shelf.
            let queue = try await eventually("the shelf is counted") {
                let queue = try await server.get("/stats").json["queues"]["default"]
                return queue["shelved"].int == nil ? nil : queue
            }
            #expect(queue["ready"].int == 30 && queue["shelved"].int == 20, "\(queue)")
            #expect(queue["oldest_wait_seconds"].int != nil)
        }
        for round in 0..<5 {
            let urgent = "u\(round)"
            #expect(try await backend.ingest(verdict: Verdict.line(urgent, priority: "urgent")).status == 201)
            let item = try #require(try await ann.claim().items.first)
            #expect(item.post == urgent)
            #expect(try await ann.decide(urgent, .approve, claim: item.claim).status == 200)
        }
    }

    @Test
    func `400 queues with a post each are served apart, and go with it`() async throws {
        let servers = try await TwoServers.start()
        let queues = (1...400).map { "q-\($0)" }
        let lines = queues.map { queue in
            let priority = ["urgent", "high", "normal", "low"].randomElement()
            return Verdict.line("p-\(queue)", priority: priority, queue: queue) + "\n"
        }
        #expect(try await servers.here("backend").ingest(lines: lines.joined()).json["accepted"].int == queues.count)
        #expect(try await servers.there("ann").claim().items == [])
        let stats = try await servers.there("backend").get("/stats").json["queues"].object
        #expect(Set(stats.keys) == Set(queues + ["default"]))
        #expect(queues.allSatisfy { stats[$0]?["ready"].int == 1 && stats[$0]?["claimed"].int == 0 })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for crowd in 0..<8 {
                group.addTask {
                    let caller = crowd % 2 == 0 ? servers.here("m\(crowd)") : servers.there("m\(crowd)")
                    for queue in queues[(crowd * 50)..<(crowd * 50 + 50)] {
                        let items = try await caller.claim(2, queue: queue).items
                        #expect(items.map(\.post) == ["p-\(queue)"])
                        let decision = try await caller.decide("p-\(queue)", .approve, claim: items.first?.claim)
                        #expect(decision.status == 200, "\(decision)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await servers.tenant.results(queues.count).count == queues.count)
        try await servers.tenant.becomesClean()
        #expect(try await servers.there("backend").get("/stats").json["queues"].object.keys.sorted() == ["default"])
    }
}
