import Glibc
import TestSupport
import Testing

/// What those cost who wait.
@Suite(.timeLimit(.minutes(3)))
struct IdleCostTests {
    private static let waiters = 5_000

    @Test
    func `5,000 who wait cost next to nothing, are woken when work comes and let go when the server stops`()
        async throws
    {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let sockets = try await onThread { try Self.connect(tenant, to: server.port) }
        try await server.parks(Self.waiters, within: .seconds(40))

        let before = try server.processorTime
        let start = ContinuousClock.now
        try await Task.sleep(for: .seconds(5))
        let share = (try server.processorTime - before) / (ContinuousClock.now - start)
        #expect(share < 0.1, "\(share * 100) % of a processor")

        let posts = Verdict.posts(100)
        #expect(try await tenant.caller("backend", at: server).ingest(posts).json["accepted"].int == posts.count)
        try await server.parks(Self.waiters - posts.count, within: .seconds(3))
        #expect(try await tenant.redis("HLEN", "moderation-claims-{\(tenant.id)}").int == posts.count)

        let stop = ContinuousClock.now
        #expect(try await server.stop(within: .seconds(30)) == 0)
        #expect(ContinuousClock.now - stop < .seconds(8))
        let answers = try await onThread {
            try sockets.map { String(decoding: try $0.receive(), as: UTF8.self) }
        }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") })
        #expect(answers.count { $0.contains(#""claim":"#) } == posts.count)
    }

    private static func connect(_ tenant: Tenant, to port: UInt16) throws -> [LoopbackSocket] {
        var limit = rlimit()
        // The kernel reads and writes the structure during the calls.
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 20_000)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return try (0..<waiters).map { number in
            let socket = try LoopbackSocket(port: port)
            try socket.send(ParkedCall.request(of: "m\(number)", tenant, wait: 30))
            return socket
        }
    }
}
