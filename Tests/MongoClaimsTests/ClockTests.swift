import Moderation
import TestSupport
import Testing

@testable import MongoClaims

/// A primary whose clock is behind the last one's.
@Suite struct ClockTests {
    @Test func `claims end in their time, and operators hear of it`() async throws {
        try await Servers.with { servers async throws in
            let client = servers.client
            var hasty = client
            hasty.settings.lease = .seconds(1)
            let pair = [servers.start(), servers.start()]
            // As by a primary whose clock is 300 s ahead.
            servers.time.letPass(.seconds(300))
            try await servers.publish(try servers.items(1), on: pair[0])
            // And the next one's is right.
            servers.time.letPass(.seconds(-300))
            let claimed = try await claim("ann", hasty, on: pair[0])
            #expect(claimed.items.count == 1)
            let lag = try #require(pair[0].clockLag)
            #expect(lag > .seconds(290) && lag <= .seconds(301))
            #expect(try await claim("bob", client, on: pair[1]).items.isEmpty)
            let began = ContinuousClock.now
            try await eventually("the claim ends", within: .seconds(10)) {
                try await claim("bob", client, on: pair[1]).items.count == 1
            }
            #expect(ContinuousClock.now - began > .milliseconds(500))
            #expect(servers.reports.all.contains { $0.contains("behind") })
            // New posts come into line as before.
            try await servers.publish(try servers.items(1, from: 1), on: pair[1])
            #expect(try await claim("cid", client, on: pair[0]).items.count == 1)
            // The clock is put right: nothing ends early.
            servers.time.letPass(.seconds(300))
            #expect(try await claim("dan", client, on: pair[0]).items.isEmpty)
            #expect(pair[0].clockLag == nil)
            try await expectEqual(pair, of: client)
        }
    }

    private func claim(_ moderator: String, _ client: Client, on server: MongoClaims) async throws -> WorkingSet {
        try await server.claim(ClaimRequest(client: client, moderator: try ModeratorName(moderator), limit: 1))
    }
}
