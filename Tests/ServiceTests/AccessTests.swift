import Foundation
import TestSupport
import Testing

/// Users of Redis that may do what they need and nothing else, as the README names them.
@Suite(.timeLimit(.minutes(2)))
struct AccessTests {
    /// The words behind `ACL SETUSER NAME` in the README.
    private static func rules(of user: String) throws -> [String] {
        let readme = try String(contentsOfFile: "README.md", encoding: .utf8)
        let line = readme.split(separator: "\n").first { $0.contains("ACL SETUSER \(user) ") }
        let words = try #require(line).split(separator: " ").map(String.init)
        return Array(words.drop { $0 != "SETUSER" }.dropFirst(2))
    }

    private static func add(_ user: String, _ rules: [String], by admin: RedisShell) async throws {
        let answer = try await admin(["ACL", "SETUSER", user] + rules)
        #expect(answer.string == "OK", "\(answer)")
    }

    @Test
    func `A server and a producer do all their work with the rights that the README gives them`() async throws {
        let redis = try await PrivateRedis.start()
        let admin = RedisShell(redis.url)
        try await Self.add("modpilot", try Self.rules(of: "modpilot"), by: admin)
        let pilot = try ModPilot(redisURL: "redis://modpilot:secret@127.0.0.1:\(redis.port)/0")
        let tenant = try await Tenant.make(pilot)
        let rules = try Self.rules(of: "producer").map { $0.replacing("demo", with: tenant.id) }
        try await Self.add("producer", rules, by: admin)
        let server = try await pilot.serve()
        let (ann, ben) = (tenant.caller("ann", at: server), tenant.caller("ben", at: server))

        let hand = RedisShell("redis://producer:secret@127.0.0.1:\(redis.port)/0")
        let stream = "moderation-verdicts-{\(tenant.id)}"
        for verdict in [Verdict.line("streamed"), "{}"] {
            let answer = try await hand.run(["XADD \(stream) * verdict '\(verdict)'"])
            #expect(answer.first?.contains("-") == true, "\(answer)")
        }
        for line in ["XLEN \(stream)", "DEL \(stream)", "XADD moderation-verdicts-{other} * a b", "FLUSHALL"] {
            let answer = try await hand.run([line])
            #expect(answer.first?.contains("NOPERM") == true, "\(line): \(answer)")
        }
        _ = try await admin.run(["ACL LOG RESET"])

        #expect(try await ben.claimSoon().post == "streamed")
        #expect(try await ann.ingest((0..<20).map { "p\($0)" }).status == 200)
        for verb in ["extend", "release", "escalate", "approve", "reject"] {
            let item = try await ann.claimSoon()
            #expect(try await ann.act(verb, on: item.post, claim: item.claim).status == 200, "\(verb)")
            if verb == "extend" { #expect(try await ann.withdraw(item.post).status == 204) }
        }
        #expect(try await tenant.results(2).count == 2)
        _ = try await pilot.succeed(["stats", "--client", tenant.id])
        _ = try await pilot.succeed(["reconcile", "--client", tenant.id])
        _ = try await admin.run(["FLUSHALL"])
        let item = try await ann.claimSoon()
        #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
        #expect(try await tenant.results(3).count == 3)
        _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", "mongo"])
        try await eventually("its line is in MongoDB") { server.log.contains(#""to":"mongo""#) }
        _ = try await pilot.succeed(["client", "set", tenant.id, "--tier", "redis"])
        try await eventually("its line is in Redis again") { server.log.contains(#""to":"redis""#) }
        let last = try await ann.claimSoon()
        #expect(try await ann.decide(last.post, .approve, claim: last.claim).status == 200)
        #expect(try await admin.run(["ACL LOG"]).joined(separator: " ") == "")
    }
}
