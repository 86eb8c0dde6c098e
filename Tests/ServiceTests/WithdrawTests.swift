import TestSupport
import Testing

/// DELETE of a post, from outside.
@Suite(.timeLimit(.minutes(3)))
struct WithdrawTests {
    @Test
    func `Of a decision and a withdrawal on two servers one wins, and the other is told`() async throws {
        let pilot = try ModPilot()
        let tenant = try await Tenant.make(pilot)
        async let first = pilot.serve()
        async let second = pilot.serve()
        let ann = tenant.caller("ann", at: try await first)
        let backend = tenant.caller("backend", at: try await second)
        let posts = Verdict.posts(100)
        _ = try await backend.ingest(posts)

        var decided: [String?] = []
        for _ in posts {
            let item = try #require(try await ann.claim().items.first)
            async let decision = ann.decide(item.post, .approve, claim: item.claim)
            async let withdrawal = backend.withdraw(item.post)
            let (decides, withdraws) = (try await decision, try await withdrawal)
            let status = try await backend.item(item.post).json["status"].string
            switch (decides.status, withdraws.status) {
            case (200, 409):
                #expect(withdraws.code == "already_decided" && withdraws.decisionID == decides.decisionID)
                #expect(status == "approved")
                decided.append(decides.decisionID)
            case (409, 204):
                #expect(decides.code == "withdrawn", "\(decides)")
                #expect(try decides.json["withdrawn_at"].string != nil)
                #expect(status == "withdrawn")
            default: Issue.record("\(decides), \(withdraws)")
            }
        }
        #expect(try await tenant.results().map(\.decisionID) == decided)
        try await tenant.becomesClean()
    }

    @Test
    func `A server that dies between the two stores leaves the withdrawal to the others`() async throws {
        let scene = try await Breakage.at("withdrawal-stored", lease: 120)
        let ann = scene.tenant.caller("ann", at: scene.other)
        let backend = scene.tenant.caller("backend", at: scene.other)
        for post in ["p", "q"] { #expect(try await backend.ingest(post).status == 201) }
        let item = try #require(try await ann.claim().items.first)
        let waiting = item.post == "p" ? "q" : "p"
        let dying = scene.tenant.caller("backend", at: scene.failing)
        try await scene.dies { try await dying.withdraw(waiting) }

        // Redis still has it, until another server finds it in MongoDB.
        #expect(try await backend.item(waiting).json["status"].string == "withdrawn")
        try await eventually("it is taken out of line", within: .seconds(30)) {
            try await scene.tenant.redis("HEXISTS", "moderation-items-{\(scene.tenant.id)}", waiting).int == 0
        }
        try await eventually("nothing is left to do", within: .seconds(10)) {
            try await Archive.count(.ended, of: scene.tenant) == 0
        }
        // The repeated call is answered as if nothing had happened.
        #expect(try await backend.withdraw(waiting).status == 204)
        #expect(try await ann.decide(item.post, .approve, claim: item.claim).status == 200)
        try await scene.tenant.becomesClean()
    }
}
