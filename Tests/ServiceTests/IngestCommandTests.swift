import Foundation
import TestSupport
import Testing

/// `modpilot ingest`: lines in, refused ones told by number, nothing twice.
@Suite(.timeLimit(.minutes(2)))
struct IngestCommandTests {
    @Test
    func `A file is taken once, however often it is given`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let folder = try Folder("ingest")
        let posts = Verdict.posts(1_500)
        try Data(Verdict.lines(posts).utf8).write(to: URL(filePath: folder.path("posts.ndjson")))
        let words = ["ingest", folder.path("posts.ndjson"), "--client", tenant.id]

        let first = try await pilot.run(words)
        #expect(first.status == 0, "\(first)")
        #expect(first.output == "1500 accepted, 0 duplicates, 0 refused\n")
        let second = try await pilot.run(words + ["--json"])
        #expect(second.status == 0, "\(second)")
        let counts = try LooseJSON(second.output.utf8)
        #expect(counts["accepted"].int == 0 && counts["duplicates"].int == 1_500 && counts["refused"].int == 0)
        #expect(try await Archive.count(.pending, of: tenant) == 1_500)
        #expect(try await tenant.redis("HLEN", "moderation-items-{\(tenant.id)}").int == 1_500)
        // A running server knows of them at once.
        #expect(try await tenant.caller("ann", at: server).claim(10).items.count == 10)
    }

    @Test
    func `Lines that can't be taken are told by number and cost no other`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let lines = [
            Verdict.line("a"), "not JSON", "", Verdict.line("b"), #"{"post_id":"c","verdict":"perhaps"}"#,
            #"{"post_id":"d","verdict":"approved","colour":"red"}"#, Verdict.line("a"),
            #"{"verdict":"approved"}"#, Verdict.line("e"),
        ]
        // The last line has no end, as files often have it.
        let result = try await pilot.run(
            ["ingest", "-", "--client", tenant.id],
            input: lines.joined(separator: "\n")
        )
        #expect(result.status == 1)
        #expect(result.output == "3 accepted, 1 duplicates, 4 refused\n")
        let told = result.errors.split(separator: "\n").filter { $0.hasPrefix("line ") }
        let expected = [(2, "invalid_json"), (5, "invalid_field"), (6, "unknown_field"), (8, "invalid_field")]
        #expect(told.count == expected.count, "\(result)")
        for (line, (number, code)) in zip(told, expected) { #expect(line.hasPrefix("line \(number): \(code)")) }
        #expect(try await Archive.count(.pending, of: tenant) == 3)
    }

    @Test
    func `Without Redis the posts are stored, and a server puts them into line later`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot)
        try await redis.kill()
        let posts = Verdict.posts(40)
        let result = try await pilot.run(["ingest", "-", "--client", tenant.id], input: Verdict.lines(posts))
        #expect(result.status == 0, "\(result)")
        #expect(result.output == "40 accepted, 0 duplicates, 0 refused\n")
        #expect(try await Archive.count(.notInLine, of: tenant) == 40)

        try await redis.restart()
        let server = try await pilot.serve()
        let crew = Crew(tenant: tenant, ports: [server.port], ledger: Ledger())
        await crew.work(4, until: posts.count)
        try await crew.ledger.agrees(with: tenant, posts: posts)
    }
}
