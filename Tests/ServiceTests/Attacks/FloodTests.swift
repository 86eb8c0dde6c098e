import TestSupport
import Testing

/// One client's flood is that client's.
@Suite(.timeLimit(.minutes(2)))
struct FloodTests {
    @Test
    func `Who calls more often than the client's setting is told to wait, and others are not`() async throws {
        let pilot = try ModPilot()
        let (flood, other) = (try await Tenant.make(pilot, ["--max-requests", "5"]), try await Tenant.make(pilot))
        let server = try await pilot.serve()
        let (ann, ben) = (flood.caller("ann", at: server), other.caller("ben", at: server))
        var refused = 0
        for _ in 0..<60 {
            let answer = try await ann.claim()
            #expect([200, 429].contains(answer.status), "\(answer)")
            guard answer.status == 429 else { continue }
            refused += 1
            #expect(answer.code == "too_many_requests" && answer.header("retry-after") == "1", "\(answer)")
            #expect(try await ben.claim().status == 200)
        }
        #expect(refused > 30)
        try await eventually("it is answered again") { try await ann.claim().status == 200 }
        _ = try await pilot.succeed(["client", "set", flood.id, "--max-requests", "100000"])
        try await eventually("the setting counts", within: .seconds(3)) {
            for _ in 0..<20 where try await ann.claim().status != 200 { return false }
            return true
        }
    }
}
