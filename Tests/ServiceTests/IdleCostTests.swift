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
        Self.raiseOpenFileLimit()
        var sockets: [LoopbackSocket] = []
        // In groups: what a server does with thousands of calls at one instant is another question.
        while sockets.count < Self.waiters {
            let numbers = sockets.count..<sockets.count + 250
            sockets += try await onThread { try Self.call(numbers, tenant, port: server.port) }
            try await server.parks(sockets.count, within: .seconds(20))
        }

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
        let answers = try await onThread { [sockets] in
            try sockets.map { String(decoding: try $0.receive(), as: UTF8.self) }
        }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") })
        #expect(answers.count { $0.contains(#""claim":"#) } == posts.count)
    }

    private static func call(_ numbers: Range<Int>, _ tenant: Tenant, port: UInt16) throws -> [LoopbackSocket] {
        try numbers.map { number in
            let socket = try LoopbackSocket(port: port)
            try socket.send(ParkedCall.request(of: "m\(number)", tenant, wait: 30))
            return socket
        }
    }

    private static func raiseOpenFileLimit() {
        var limit = rlimit()
        // The kernel reads and writes the structure during the calls.
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 20_000)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
