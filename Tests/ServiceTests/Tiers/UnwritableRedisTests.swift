import TestSupport
import Testing

/// A Redis that answers, and takes no writes.
@Suite(.timeLimit(.minutes(3)))
struct UnwritableRedisTests {
    enum Kind: String, CaseIterable, Sendable {
        case tooFewReplicas, replica, forbiddenKeys

        var begin: [String] {
            switch self {
            case .tooFewReplicas: ["CONFIG SET min-replicas-to-write 1"]
            case .replica: ["REPLICAOF 127.0.0.1 1"]
            case .forbiddenKeys: ["ACL SETUSER default resetkeys ~other-*"]
            }
        }

        var end: [String] {
            switch self {
            case .tooFewReplicas: ["CONFIG SET min-replicas-to-write 0"]
            case .replica: ["REPLICAOF NO ONE"]
            case .forbiddenKeys: ["ACL SETUSER default resetkeys ~*"]
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `MongoDB stands in for it, and claims go back when it takes writes again`(kind: Kind) async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--lease", "120"])
        let server = try await pilot.serve()
        #expect(try await tenant.caller("backend", at: server).ingest(Verdict.posts(4)).json["accepted"].int == 4)
        let ann = tenant.caller("ann", at: server)
        let held = try #require(try await ann.claim().items.first)
        try await eventually("the claim is written down") { try await Archive.isInHistory(held.post, of: tenant) }

        _ = try await tenant.redis.run(kind.begin)
        try await eventually("the line is in MongoDB", within: .seconds(30)) {
            try await Archive.line(of: tenant) == "mongo"
        }
        try await eventually("ann has it still", within: .seconds(20)) {
            try await ann.claim().items.map(\.claim) == [held.claim]
        }
        let ben = try await tenant.caller("ben", at: server).claimSoon()
        #expect(ben.post != held.post)

        _ = try await tenant.redis.run(kind.end)
        try await eventually("the line is in Redis", within: .seconds(60)) {
            try await Archive.line(of: tenant) == "redis"
        }
        try await eventually("ann has it still", within: .seconds(20)) {
            try await ann.claim().items.map(\.claim) == [held.claim]
        }
        #expect(try await ann.decide(held.post, .approve, claim: held.claim).status == 200)
    }
}
