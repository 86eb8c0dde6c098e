import MongoClient
import TestSupport
import Testing

/// `modpilot reconcile`: what differs between the stores is named, left alone or mended, and nothing else is touched.
@Suite(.timeLimit(.minutes(3)))
struct ReconcileCommandTests {
    /// A client whose ann holds two of six posts and has decided another, a minute ago; no server runs.
    fileprivate struct Scene {
        let pilot: ModPilot
        let tenant: Tenant
        let wrecker: Wrecker
        var held: String
        var heldToo: String
        var waits: String
        var waitsToo: String
        var decided: String

        init() async throws {
            pilot = try ModPilot()
            tenant = try await Tenant.make(pilot, ["--lease", "600"])
            wrecker = Wrecker(tenant: tenant)
            let server = try await pilot.serve()
            let ann = tenant.caller("ann", at: server)
            for post in Verdict.posts(6) { #expect(try await ann.ingest(post).status == 201) }
            let tenant = tenant
            try await eventually("all are marked as queued") { try await Archive.count(.notInLine, of: tenant) == 0 }
            let items = try await ann.claim(3).items.map(\.post)
            #expect(items.count == 3)
            decided = items[0]
            (held, heldToo) = (items[1], items[2])
            let waiting = Verdict.posts(6).filter { !items.contains($0) }
            (waits, waitsToo) = (waiting[0], waiting[1])
            #expect(try await ann.decide(decided, .approve).status == 200)
            try await eventually("the result is marked as published") {
                try await Archive.count(.unpublished, of: tenant) == 0
            }
            try await server.stop()
            try await wrecker.letAge()
        }

        func drift(_ words: String...) async throws -> (status: Int32, kinds: [String: [String]], mended: Int) {
            let result = try await pilot.run(["reconcile", "--client", tenant.id, "--json"] + words)
            let client = try LooseJSON(result.output.utf8)["clients"][0]
            var kinds: [String: [String]] = [:]
            var mended = 0
            guard case .object(let drift) = client["drift"] else { throw Unexpected(description: "\(result)") }
            for (kind, count) in drift {
                kinds[kind] = count["examples"].array.compactMap(\.string)
                #expect(count["found"].int == kinds[kind]?.count)
                mended += count["mended"].int ?? 0
            }
            return (result.status, kinds, mended)
        }
    }

    /// What a hand does, and what that is called.
    fileprivate static let wrecks:
        [(hand: @Sendable (Scene) async throws -> Void, found: @Sendable (Scene) -> [String: [String]])] = [
            (
                { scene in
                    try await scene.wrecker.drop(scene.waits)
                    try await scene.wrecker.mongo([scene.waits], set: ["queued_in": 0])
                },
                { ["pending_not_queued": [$0.waits]] }
            ),
            (
                { try await $0.wrecker.drop($0.waits) },
                { ["marked_not_queued": [$0.waits]] }
            ),
            (
                { try await $0.wrecker.putBack($0.decided) },
                { ["queued_but_over": [$0.decided]] }
            ),
            (
                { try await $0.wrecker.putBack("stranger") },
                { _ in ["queued_but_over": ["stranger"]] }
            ),
            (
                { try await $0.wrecker.mongo([$0.waits], set: ["round": 2, "queued_in": 0]) },
                { ["queued_but_over": [$0.waits], "pending_not_queued": [$0.waits]] }
            ),
            (
                { try await $0.wrecker.redis("ZREM", $0.wrecker.deadlines, $0.held) },
                { ["claimed_without_deadline": [$0.held]] }
            ),
            (
                { try await $0.wrecker.redis("HDEL", $0.wrecker.key("claims"), $0.held) },
                { ["item_not_in_line": [$0.held], "holding_without_claim": [$0.held]] }
            ),
            (
                { try await $0.wrecker.redis("HDEL", $0.wrecker.key("items"), $0.held) },
                {
                    [
                        "claim_without_item": [$0.held], "deadline_without_claim": [$0.held],
                        "entry_without_item": [$0.held],
                        "marked_not_queued": [$0.held],
                    ]
                }
            ),
            (
                { try await $0.wrecker.redis("HDEL", $0.wrecker.key("items"), $0.waits) },
                {
                    [
                        "waiting_without_item": [$0.waits], "marked_not_queued": [$0.waits],
                        "entry_without_item": [$0.waits],
                    ]
                }
            ),
            (
                { try await $0.wrecker.redis("HDEL", $0.wrecker.key("holders"), "ann") },
                { ["claimed_without_holder": [$0.held, $0.heldToo].sorted()] }
            ),
            (
                { try await $0.wrecker.redis("ZADD", $0.wrecker.waiting, "1", $0.held) },
                { ["item_waiting_and_claimed": [$0.held]] }
            ),
            (
                { try await $0.wrecker.leaveHalfDecided($0.held) },
                { ["decision_half_done": [$0.held]] }
            ),
            (
                { try await $0.wrecker.mongo([$0.decided], set: ["unpublished": 1]) },
                { ["result_not_published": [$0.decided]] }
            ),
        ]

    @Test(arguments: wrecks.indices)
    func `What a hand has broken is named, left alone by a dry run, and mended`(_ index: Int) async throws {
        let scene = try await Scene()
        let (hand, found) = Self.wrecks[index]
        let clean = try await scene.drift("--dry-run")
        #expect(clean.status == 0 && clean.kinds == [:], "\(clean)")
        try await hand(scene)

        let before = try await scene.wrecker.fingerprint()
        let dry = try await scene.drift("--dry-run")
        #expect(dry.status == 1 && dry.kinds.mapValues { $0.sorted() } == found(scene) && dry.mended == 0, "\(dry)")
        #expect(try await scene.wrecker.fingerprint() == before)

        let mending = try await scene.drift()
        #expect(mending.status == 0 && mending.mended > 0, "\(mending)")
        let again = try await scene.drift("--dry-run")
        #expect(again.status == 0 && again.kinds == [:], "\(again)")
        try await scene.decidesTheRest()
    }

    @Test
    func `What was escalated in one store alone is so in both`() async throws {
        let scene = try await Scene()
        try await scene.wrecker.mongo([scene.waits, scene.held], set: ["queue": "escalated"])
        let dry = try await scene.drift("--dry-run")
        #expect(dry.status == 1 && Set(dry.kinds.keys) == ["queued_elsewhere"], "\(dry)")
        #expect(dry.kinds["queued_elsewhere"]?.sorted() == [scene.held, scene.waits].sorted())
        _ = try await scene.drift()
        let server = try await scene.pilot.serve()
        let sue = try await scene.tenant.supervisor("sue", at: server)
        #expect(try await sue.claimSoon(queue: "escalated").post == scene.waits)
        // Whoever holds one goes on.
        let ann = scene.tenant.caller("ann", at: server)
        #expect(try await Set(ann.claim(2).items.map(\.post)) == [scene.held, scene.heldToo])
        #expect(try await ann.decide(scene.held, .approve).status == 200)
    }

    @Test
    func `A server mends by itself what a hand has broken`() async throws {
        let scene = try await Scene()
        try await scene.wrecker.drop(scene.waits)
        try await scene.wrecker.putBack("stranger")
        try await scene.wrecker.redis("ZREM", scene.wrecker.deadlines, scene.held)
        let broken = try await scene.drift("--dry-run")
        let kinds: Set = ["marked_not_queued", "queued_but_over", "claimed_without_deadline"]
        #expect(broken.status == 1 && Set(broken.kinds.keys) == kinds, "\(broken)")

        let server = try await scene.pilot.serve()
        try await eventually("the stores agree", within: .seconds(60), every: .milliseconds(500)) {
            try await scene.drift("--dry-run").status == 0
        }
        // Put back by the comparison, or by beginning anew, whichever comes by first.
        let told = ["claimed_without_deadline 1 (\(scene.held))", "its line begins anew"]
        #expect(told.contains { server.log.contains($0) })
        try await server.stop()
        try await scene.decidesTheRest()
    }

    @Test
    func `A Redis that was emptied while nobody was there has its line again`() async throws {
        let scene = try await Scene()
        for key in try await scene.tenant.redis("KEYS", "*{\(scene.tenant.id)}*").array.compactMap(\.string) {
            try await scene.wrecker.redis("DEL", key)
        }
        let before = try await scene.wrecker.fingerprint()
        let dry = try await scene.drift("--dry-run")
        #expect(dry.status == 1 && dry.kinds["marked_not_queued"]?.count == 5, "\(dry)")
        #expect(try await scene.wrecker.fingerprint() == before)
        let mending = try await scene.drift()
        #expect(mending.status == 0, "\(mending)")
        #expect(try await scene.drift("--dry-run").status == 0)
    }

    @Test(arguments: ["items", "pending"])
    func `A decision that was stored has its result once, whatever is left of its item`(key: String) async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "600"])
        let wrecker = Wrecker(tenant: tenant)
        let server = try await pilot.serve(environment: ["MODPILOT_FAILPOINT": "decision-stored"])
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest("p").status == 201)
        #expect(try await ann.claimSoon().post == "p")
        _ = try? await ann.decide("p", .approve)
        try await eventually("the server has died at its failpoint") { server.exitStatus == 128 + 9 }
        try await wrecker.redis("DEL", wrecker.key(key))
        try await wrecker.letAge()

        let dry = try await pilot.run(["reconcile", "--client", tenant.id, "--dry-run"])
        #expect(dry.status == 1 && dry.output.contains("result_not_published"), "\(dry)")
        #expect(try await tenant.results().isEmpty)
        let mending = try await pilot.run(["reconcile", "--client", tenant.id])
        #expect(mending.status == 0, "\(mending)")
        #expect(try await tenant.results().map(\.post) == ["p"])
        let again = try await pilot.run(["reconcile", "--client", tenant.id, "--dry-run"])
        #expect(again.status == 0, "\(again)")
        try await tenant.becomesClean()
    }

    @Test
    func `A table shows what, how much, and which posts; and that all is clean`() async throws {
        let scene = try await Scene()
        let words = ["reconcile", "--client", scene.tenant.id]
        let clean = try await scene.pilot.run(words + ["--dry-run"])
        #expect(clean.status == 0 && clean.output.contains("\(scene.tenant.id): clean, 10 compared"), "\(clean)")
        try await scene.wrecker.drop(scene.waits)
        let dry = try await scene.pilot.run(words + ["--dry-run"])
        #expect(dry.status == 1 && dry.errors.contains("1 differences; `modpilot reconcile` mends them"), "\(dry)")
        let rows = dry.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.first == ["CLIENT", "WHAT", "FOUND", "MENDED", "SUCH", "AS"])
        #expect(rows.last == [scene.tenant.id, "marked_not_queued", "1", "-", scene.waits])
        let mended = try await scene.pilot.run(words)
        #expect(mended.status == 0 && mended.output.contains("marked_not_queued      1       1"), "\(mended)")
    }

    @Test
    func `A client without Redis is compared with its line in MongoDB`() async throws {
        let pilot = try ModPilot()
        // Makes the indexes.
        let server = try await pilot.serve()
        try await server.stop()
        let tenant = try await Tenant.make(pilot, ["--tier", "mongo"])
        for post in ["a", "b"] { try await Archive.insert(post, of: tenant) }
        let wrecker = Wrecker(tenant: tenant)
        let words = ["reconcile", "--client", tenant.id]
        let dry = try await pilot.run(words + ["--dry-run"])
        #expect(dry.status == 1 && dry.output.contains("pending_not_queued"), "\(dry)")
        let mending = try await pilot.run(words)
        #expect(mending.status == 0, "\(mending)")
        #expect(try await Archive.count(.notInLine, of: tenant) == 0)
        let clean = try await pilot.run(words + ["--dry-run"])
        #expect(clean.status == 0 && clean.output.contains("clean, 4 compared"), "\(clean)")

        try await wrecker.mongo(["a"], set: ["status": "withdrawn"])
        let over = try await pilot.run(words + ["--dry-run"])
        #expect(over.status == 1 && over.output.contains("queued_but_over"), "\(over)")
        #expect(try await pilot.run(words).status == 0)
        let again = try await pilot.run(words + ["--dry-run"])
        #expect(again.status == 0 && again.output.contains("clean, 2 compared"), "\(again)")
        #expect(try await tenant.redis("KEYS", "*{\(tenant.id)}*").array.isEmpty)
    }

    @Test
    func `Misuse is 2, an unknown client 1`() async throws {
        let pilot = try ModPilot()
        for words in [["extra"], ["--client"], ["--client", "Not An Id"], ["--force"]] {
            let result = try await pilot.run(["reconcile"] + words)
            #expect(result.status == 2 && result.output.isEmpty, "\(result)")
        }
        let unknown = try await pilot.run(["reconcile", "--client", "nobody"])
        #expect(unknown.status == 1 && unknown.errors.contains("modpilot client add nobody"), "\(unknown)")
        let help = try await pilot.run(["reconcile", "--help"])
        #expect(help.status == 0 && help.output.contains("--dry-run"), "\(help)")
    }

    @Test
    func `A store that is away is 1, and its address is named`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let client = try await pilot.addClient()
        try await redis.kill()
        let result = try await pilot.run(["reconcile", "--client", client], within: .seconds(15))
        #expect(
            result.status == 1 && result.output.isEmpty && result.errors.contains("MODPILOT_REDIS_URL"),
            "\(result)"
        )
        let port = try HeldPort()
        let nowhere = try ModPilot(
            mongoURL: "mongodb://127.0.0.1:\(port.number)/x?serverSelectionTimeoutMS=500"
        )
        let away = try await nowhere.run(["reconcile"], within: .seconds(60))
        #expect(away.status == 1 && away.errors.contains("MODPILOT_MONGO_URL"), "\(away)")
    }

    @Test
    func `Under load nothing is reported that only moves, and nothing is lost`() async throws {
        let servers = try await TwoServers.start(["--lease", "30", "--max-queued", "100"])
        let tenant = servers.tenant
        let posts = Verdict.posts(1_500)
        let crew = Crew(tenant: tenant, ports: servers.ports, ledger: Ledger())
        async let ingested: Void = {
            for start in stride(from: 0, to: posts.count, by: 50) {
                let answer = try await tenant.caller("backend", at: servers.one)
                    .ingest(Array(posts[start..<min(start + 50, posts.count)]))
                #expect(answer.status == 200, "\(answer)")
            }
        }()
        async let worked: Void = crew.work(16, until: posts.count)
        var looks = 0
        while crew.ledger.decisions.count < posts.count, looks < 200 {
            let flags = looks % 2 == 0 ? ["--dry-run"] : []
            let result = try await tenant.pilot.run(["reconcile", "--client", tenant.id] + flags)
            #expect(result.status == 0 && result.output.contains("clean"), "\(result)")
            looks += 1
        }
        try await ingested
        await worked
        #expect(looks >= 3)
        try await crew.ledger.agrees(with: tenant, posts: posts)
        _ = try await servers.one.stop()
        _ = try await servers.other.stop()
    }
}

extension ReconcileCommandTests.Scene {
    /// Every post that is pending is handed out and decided, once.
    fileprivate func decidesTheRest() async throws {
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        let ben = tenant.caller("ben", at: server)
        let rest = try await Archive.count(.pending, of: tenant)
        var decisions = 0
        try await eventually("the other \(rest) are decided", within: .seconds(60)) {
            for moderator in [ann, ben] {
                for item in try await moderator.claim(5).items {
                    let answer = try await moderator.decide(item.post, .reject)
                    #expect(answer.status == 200, "\(answer)")
                    decisions += 1
                }
            }
            return try await Archive.count(.pending, of: tenant) == 0
        }
        #expect(decisions == rest)
        try await tenant.becomesClean()
        #expect(Set(try await tenant.results().map(\.post)).count == 6)
        #expect(try await tenant.results().count == 6)
        try await server.stop()
    }
}
