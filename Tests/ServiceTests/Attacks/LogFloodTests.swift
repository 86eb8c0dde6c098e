import TestSupport
import Testing

/// An outage under load does not fill the disk.
@Suite(.timeLimit(.minutes(2)))
struct LogFloodTests {
    @Test
    func `However many calls are refused, some lines a second say why`() async throws {
        let redis = try await PrivateRedis.start()
        let pilot = try ModPilot(redisURL: redis.url)
        let tenant = try await Tenant.make(pilot, ["--stand-in", "off"])
        let server = try await pilot.serve()
        try await redis.kill()
        let ann = tenant.caller("ann", at: server)
        try await eventually("calls are refused") { try await ann.claim().status == 503 }
        let began = ContinuousClock.now
        var refused = 0
        while ContinuousClock.now - began < .seconds(refused < 400 ? 30 : 3) {
            if try await ann.claim().status == 503 { refused += 1 }
        }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let lines = server.log.split(separator: "\n").filter { $0.contains(#""message":"unavailable""#) }
        #expect(!lines.isEmpty && Double(lines.count) <= 10 * (seconds + 3), "\(lines.count) lines in \(seconds) s")
        #expect(lines.count < refused && lines.contains { $0.contains(#""others":""#) })
    }
}
