import Foundation
import TestSupport
import Testing

/// `modpilot stats`: what waits and is claimed, from outside, and nothing changed by looking.
@Suite(.timeLimit(.minutes(2)))
struct StatsCommandTests {
    /// A client with three posts in the default queue, one of them held by ann, and one post in another queue.
    private func busyTenant(_ pilot: ModPilot) async throws -> (tenant: Tenant, server: ServerProcess) {
        let tenant = try await Tenant.make(pilot, ["--lease", "300"])
        let server = try await pilot.serve()
        let ann = tenant.caller("ann", at: server)
        #expect(try await ann.ingest(["a", "b", "c"]).status == 200)
        let other = #"{"post_id":"d","verdict":"manual_review","content":{},"queue":"spam"}"#
        #expect(try await ann.ingest(lines: other).status == 200)
        _ = try await ann.claimSoon()
        return (tenant, server)
    }

    /// The cells of each line.
    private func rows(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { line in
            line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }

    @Test
    func `A table shows every queue and everyone who holds something`() async throws {
        let pilot = try ModPilot()
        let (tenant, server) = try await busyTenant(pilot)
        let table = rows(try await pilot.succeed(["stats", "--client", tenant.id]))
        #expect(table.count == 5)
        #expect(table[0] == ["CLIENT", "QUEUE", "READY", "CLAIMED", "OLDEST WAIT", "NEXT EXPIRY"])
        #expect(table[1].prefix(4) == [tenant.id, "default", "2", "1"])
        #expect(table[1][4].hasSuffix(" s"))
        let left = try #require(Int(table[1][5].split(separator: " ")[1]))
        #expect((200...300).contains(left), "\(table[1])")
        #expect(table[2].prefix(4) == [tenant.id, "spam", "1", "0"] && table[2][5] == "-")
        #expect(table[3] == ["CLIENT", "MODERATOR", "CLAIMED"])
        #expect(table[4] == [tenant.id, "ann", "1"])
        try await server.stop()
    }

    @Test
    func `With --json it says what the call says, of all clients unless one is named`() async throws {
        let pilot = try ModPilot()
        let (tenant, server) = try await busyTenant(pilot)
        let quiet = try await pilot.addClient("--tier", "mongo")
        let all = try LooseJSON(try await pilot.succeed(["stats", "--json"]).utf8)["clients"].array
        #expect(Set(all.map { $0["client_id"].string }) == [tenant.id, quiet])
        // Nothing is known of it until a server has looked after it once.
        let silent = try #require(all.first { $0["client_id"].string == quiet })
        #expect(silent["queues"] == .null || silent["queues"]["default"]["ready"].int == 0)
        let named = try LooseJSON(try await pilot.succeed(["stats", "--json", "--client", tenant.id]).utf8)["clients"]
        #expect(named.array.count == 1)
        let answer = try await tenant.caller("ann", at: server).get("/stats")
        let told = try LooseJSON(answer.body)
        for member in ["ready", "claimed", "next_expiry_at"] {
            for queue in ["default", "spam"] {
                #expect(named[0]["queues"][queue][member] == told["queues"][queue][member])
            }
        }
        #expect(named[0]["queues"]["default"]["priorities"]["normal"]["ready"].int == 2)
        #expect(named[0]["moderators"] == told["moderators"])
        #expect(told["moderators"]["ann"]["claimed"].int == 1)
        try await server.stop()
    }

    @Test
    func `Looking changes nothing, even where Redis has lost everything`() async throws {
        let pilot = try ModPilot()
        let (tenant, server) = try await busyTenant(pilot)
        try await server.stop()
        let epoch = try await Archive.epoch(of: tenant)
        for key in try await tenant.redis("KEYS", "*{\(tenant.id)}*").array.compactMap(\.string) {
            _ = try await tenant.redis("DEL", key)
        }
        let result = try await pilot.run(["stats", "--client", tenant.id])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        #expect(result.output.contains("\(tenant.id): Redis holds nothing of this client yet"))
        #expect(result.output.contains("modpilot serve"))
        #expect(try await tenant.redis("KEYS", "*{\(tenant.id)}*").array.isEmpty)
        #expect(try await Archive.epoch(of: tenant) == epoch)
    }

    @Test
    func `A client that nobody knows, and a database without clients, are told`() async throws {
        let pilot = try ModPilot()
        let unknown = try await pilot.run(["stats", "--client", "nobody"])
        #expect(unknown.status == 1 && unknown.output.isEmpty, "\(unknown)")
        #expect(unknown.errors.contains("modpilot client add nobody"))
        let none = try await pilot.run(["stats"])
        #expect(none.status == 0 && none.output.contains("client add"), "\(none)")
    }

    @Test(arguments: [true, false])
    func `A Redis that is away ends it with 1 within seconds, and its address is named`(isPaused: Bool) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let client = try await pilot.addClient()
        if isPaused { try await redis.pause() } else { try await redis.kill() }
        for words in [["stats", "--client", client], ["stats", "--watch"]] {
            let result = try await pilot.run(words, within: .seconds(15))
            #expect(result.status == 1 && result.output.isEmpty, "\(result)")
            #expect(result.errors.contains("127.0.0.1:\(redis.port)"), "\(result)")
            #expect(result.errors.contains("MODPILOT_REDIS_URL"), "\(result)")
        }
        redis.resume()
    }

    @Test
    func `With --watch it looks again each second, sees what changed, and a signal ends it with 0`() async throws {
        let pilot = try ModPilot()
        let (tenant, server) = try await busyTenant(pilot)
        let folder = try Folder("watch")
        let watch = try await ChildProcess.start(
            TestEnvironment.binary,
            ["stats", "--client", tenant.id, "--watch", "--json"],
            environment: pilot.environment,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        func ready() throws -> [Int?] {
            try folder.text("output").split(separator: "\n").map { line in
                try LooseJSON(line.utf8)["clients"][0]["queues"]["default"]["ready"].int
            }
        }
        try await eventually("the first look") { try ready().last == 2 }
        #expect(try await tenant.caller("ben", at: server).ingest("e").status == 201)
        try await eventually("a look that sees the new post") { try ready().last == 3 }
        watch.signal(SIGINT)
        #expect(try await watch.ended(within: .seconds(10)) == 0)
        #expect(folder.text("errors").isEmpty)
        #expect(try ready().allSatisfy { $0 == 2 || $0 == 3 })
        try await server.stop()
    }

    @Test
    func `With --watch it sees a client that is added meanwhile`() async throws {
        let pilot = try ModPilot()
        let folder = try Folder("watch")
        let watch = try await ChildProcess.start(
            TestEnvironment.binary,
            ["stats", "--watch"],
            environment: pilot.environment,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        try await eventually("a look at none") { folder.text("output").contains("no clients") }
        let client = try await pilot.addClient()
        try await eventually("a look at the new one") { folder.text("output").contains(client) }
        watch.signal(SIGTERM)
        #expect(try await watch.ended(within: .seconds(10)) == 0)
        #expect(folder.text("errors").isEmpty)
    }

    @Test
    func `With --watch it ends when nobody reads any more`() async throws {
        let pilot = try ModPilot()
        let folder = try Folder("watch")
        let pipe = try await ChildProcess.start(
            "/bin/sh",
            ["-c", "(\"$0\" stats --watch; echo \"status $?\" >&2) | head -n 1", try TestEnvironment.binary],
            environment: pilot.environment,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        #expect(try await pipe.ended(within: .seconds(20)) == 0)
        #expect(folder.text("output").hasPrefix("no clients"))
        #expect(folder.text("errors") == "status 0\n")
    }
}
