import TestSupport
import Testing

/// Who has no token costs no more than a head.
@Suite(.timeLimit(.minutes(2)))
struct UnfinishedBodyTests {
    @Test
    func `Bodies of strangers that never end keep nobody out`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        let server = try await pilot.serve()
        let head = "POST /api/v1/moderation/verdicts HTTP/1.1\r\nHost: x\r\nContent-Length: 16000000\r\n"
        let tokens = ["", "Authorization: Bearer mp_nobody\r\n", "Authorization: Basic eDp4\r\n"]
        var strangers: [HTTPProbe] = []
        for number in 0..<60 {
            let probe = server.probe(timeout: .seconds(10))
            try await probe.sendRaw(Array((head + tokens[number % 3] + "\r\n").utf8))
            strangers.append(probe)
        }
        for stranger in strangers {
            let answer = try await stranger.receive()
            #expect(answer.status == 401 && answer.code == "unauthenticated", "\(answer)")
        }
        let large = String(repeating: "x", count: 500_000)
        let verdict = #"{"post_id":"p","verdict":"manual_review","content":{"text":"\#(large)"}}"#
        let probe = server.probe()
        let answer = try await probe.call(
            "POST",
            "/api/v1/moderation/verdicts",
            headers: ["Authorization": "Bearer \(tenant.token)", "Content-Type": "application/json"],
            body: Array(verdict.utf8)
        )
        #expect(answer.status == 201, "\(answer)")
    }
}
