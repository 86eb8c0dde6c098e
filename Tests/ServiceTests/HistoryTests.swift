import TestSupport
import Testing

/// Who had an item, as the client's backend reads it.
@Suite(.timeLimit(.minutes(3)))
struct HistoryTests {
    private struct Told: Equatable {
        let event: String?
        let moderator: String?

        init(_ event: String, _ moderator: String? = nil) {
            self.event = event
            self.moderator = moderator
        }

        init(_ json: LooseJSON) {
            event = json["event"].string
            moderator = json["moderator"].string
        }
    }

    private func history(_ post: String, _ caller: Caller) async throws -> [Told] {
        try await caller.item(post).json["history"].array.map(Told.init)
    }

    @Test
    func `Claims, expiries and the decision are told in order, a second later at most`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot, ["--lease", "1"])
        async let first = pilot.serve()
        async let second = pilot.serve()
        let ann = tenant.caller("ann", at: try await first)
        let bob = tenant.caller("bob", at: try await second)
        #expect(try await ann.ingest("p").status == 201)
        let start = [Told("ingested"), Told("queued")]
        #expect(try await history("p", bob) == start)
        #expect(try await ann.claim().items.count == 1)
        let claimed = start + [Told("claimed", "ann")]
        try await eventually("the claim is told", within: .seconds(1)) { try await history("p", bob) == claimed }
        let item = try await bob.claimSoon()
        #expect(try await bob.decide("p", .reject, claim: item.claim).status == 200)
        let all = claimed + [Told("expired", "ann"), Told("claimed", "bob"), Told("rejected", "bob")]
        try await eventually("all of it is told", within: .seconds(1)) { try await history("p", ann) == all }
    }

    @Test
    func `What was answered before SIGTERM is in the history`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        async let first = pilot.serve()
        async let second = pilot.serve()
        let stopped = try await first
        let other = tenant.caller("backend", at: try await second)
        let posts = Verdict.posts(10)
        _ = try await other.ingest(posts)
        #expect(try await tenant.caller("ann", at: stopped).claim(posts.count).items.count == posts.count)
        #expect(try await stopped.stop(within: .seconds(30)) == 0)
        for post in posts {
            #expect(try await history(post, other) == [Told("ingested"), Told("queued"), Told("claimed", "ann")])
        }
    }
}
