import TestSupport
import Testing

/// One client's flood is that client's: others are served meanwhile, from the store that they had, and no loop stands still.
@Suite(.timeLimit(.minutes(3)))
struct NeighbourTests {
    private static let clients = 6
    /// Far more than it takes on a machine that does nothing else, and far less than before loops were kept free.
    private static let longestCall: Duration = .seconds(4)
    private static let longestLag = 2.0

    @Test
    func `Bodies of sixteen mebibytes in which every line is wrong`() async throws {
        let wrong = Array(repeating: String(repeating: "[1,2,3],", count: 200), count: 9_000)
        try await flood { try await $0.ingest(lines: wrong.joined(separator: "\n")) }
    }

    @Test
    func `Bodies of eight million lines`() async throws {
        let lines = String(repeating: "x\n", count: 8 << 20)
        try await flood { try await $0.ingest(lines: lines) }
    }

    @Test
    func `Claims of ten mebibytes`() async throws {
        let large = String(repeating: "x", count: 1_000_000)
        try await flood { bad in
            for number in 0..<10 {
                let verdict = #"{"post_id":"p\#(number)","verdict":"manual_review","content":{"t":"\#(large)"}}"#
                let answer = try await bad.ingest(verdict: verdict)
                #expect(answer.status == 201, "\(answer)")
            }
        } again: {
            try await $0.claim(10)
        }
    }

    private func flood(
        _ prepare: (Caller) async throws -> Void = { _ in },
        again call: @escaping @Sendable (Caller) async throws -> HTTPAnswer
    ) async throws {
        let pilot = try ModPilot()
        let (bad, good) = (try await Tenant.make(pilot), try await Tenant.make(pilot))
        let server = try await pilot.serve()
        let ann = good.caller("ann", at: server)
        try await prepare(bad.caller("bad", at: server))
        let posts = (0..<300).map { "p\($0)" }
        #expect(try await ann.ingest(posts).status == 200)
        try await withThrowingTaskGroup { group in
            for _ in 0..<Self.clients {
                group.addTask {
                    let caller = bad.caller("bad", at: server)
                    while !Task.isCancelled { _ = try await call(caller) }
                }
            }
            let end = ContinuousClock.now + .seconds(6)
            var longest: Duration = .zero
            for _ in posts where ContinuousClock.now < end {
                let began = ContinuousClock.now
                let item = try #require(try await ann.claim().items.first)
                longest = max(longest, ContinuousClock.now - began)
                #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(longest < Self.longestCall)
            group.cancelAll()
        }
        let metrics = try await server.probe().call("GET", "/metrics").text
        let longest = metrics.split(separator: "\n").first { $0.hasPrefix("modpilot_loop_lag_longest_seconds ") }
        let lag = try #require(longest?.split(separator: " ").last.flatMap { Double($0) })
        #expect(lag > 0 && lag < Self.longestLag)
        // Nobody's line has moved to MongoDB.
        #expect(
            !server.log.contains("unavailable") && !server.log.contains("line moved"),
            "\(server.log.suffix(2_000))"
        )
    }
}
