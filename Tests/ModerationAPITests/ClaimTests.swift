import Moderation
import ModerationFakes
import Synchronization
import TestSupport
import Testing
import Waiting

@testable import ModerationAPI

@Suite
struct `Claiming` {
    @Test
    func `answers in the shape of the contract`() async throws {
        let (edge, clock, _) = try Edge.reference()
        try await edge.ingest("p-1", #","priority":"high","ai":{"scores":{"spam":0.710}},"metadata":{"k":null}"#)
        let answer = try await edge.get("pending", moderator: "ann")
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/json")
        #expect(answer.header("Cache-Control") == "no-store")
        let now = clock.now
        let expires = now + .seconds(300)
        #expect(
            answer.text == """
                {"items":[{"post_id":"p-1","queue":"default","priority":"high","round":1,"deliveries":1,\
                "content":{"t":1},"ai":{"scores":{"spam":0.710}},"metadata":{"k":null},\
                "enqueued_at":"\(now)","due_at":"\(now + .seconds(1_800))",\
                "claim":{"id":"4294967297~acme~ann","moderator":"ann","claimed_at":"\(now)","expires_at":"\(expires)"}}],\
                "queue":{"ready":0,"claimed":1,"next_expiry_at":"\(expires)"},"server_time":"\(now)"}
                """
        )
    }

    @Test
    func `gives payloads back as the text that came in`() async throws {
        let (edge, _, _) = try Edge.reference()
        let content = #"{"n":9007199254740993,"f":0.10,"a.b":{"$where":1},"":"\u2028 Grüße 👩‍👩‍👧 \"q\" \\"}"#
        try await edge.post("verdicts", #"{"post_id":"p","verdict":"manual_review","content":\#(content)}"#)
        #expect(try await edge.get("pending", moderator: "ann").text.contains(#""content":\#(content),"ai":{}"#))
    }

    @Test
    func `says honestly why there is nothing`() async throws {
        let (edge, _, _) = try Edge.reference()
        let nothing = try await edge.get("pending", moderator: "ann")
        #expect(
            nothing.text.hasPrefix(#"{"items":[],"queue":{"ready":0,"claimed":0,"next_expiry_at":null},"server_time":"#)
        )
        try await edge.ingest("p")
        _ = try await edge.claim("bob")
        let held = try await edge.get("pending", moderator: "ann").object("queue")
        #expect(held["claimed"] as? Int == 1)
        #expect(held["next_expiry_at"] is String)
    }

    @Test
    func `says how many claims the caller holds elsewhere`() async throws {
        let (edge, _, _) = try Edge.reference()
        try await edge.ingest("p", #","queue":"images""#)
        _ = try await edge.get("pending?queue=images", moderator: "ann")
        let queue = try await edge.get("pending", moderator: "ann").object("queue")
        #expect(queue["held_elsewhere"] as? Int == 1)
    }

    @Test
    func `is the same when asked again`() async throws {
        let (edge, _, _) = try Edge.reference()
        for post in ["a", "b", "c"] { try await edge.ingest(post) }
        let first = try await edge.get("pending?limit=2", moderator: "ann")
        let second = try await edge.get("pending?limit=2", moderator: "ann")
        #expect(first.list("items").count == 2)
        #expect(first.text == second.text)
    }

    @Test(arguments: ["0", "11", "x", "-1", "", "1.0", "%2B1", "99999999999999999999"])
    func `takes a limit within the client's`(limit: String) async throws {
        let (edge, _, _) = try Edge.reference()
        let answer = try await edge.get("pending?limit=\(limit)", moderator: "ann")
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == "limit")
        #expect(try await edge.get("pending?limit=10", moderator: "ann").status == 200)
    }

    @Test
    func `follows the client's own limit`() async throws {
        var settings = ClientSettings()
        settings.maxClaims = 3
        let (edge, _, _) = try Edge.reference(settings: settings)
        #expect(try await edge.get("pending?limit=3", moderator: "ann").status == 200)
        #expect(try await edge.get("pending?limit=4", moderator: "ann").refusal == "400 invalid_field")
    }

    @Test(arguments: ["No!", "", "%20", String(repeating: "q", count: 33)])
    func `takes a queue's name`(queue: String) async throws {
        let (edge, _, _) = try Edge.reference()
        let answer = try await edge.get("pending?queue=\(queue)", moderator: "ann")
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == "queue")
        #expect(try await edge.get("pending?queue=nothing-here", moderator: "ann").list("items").isEmpty)
    }

    @Test(arguments: ["31", "30.001", "-1", "x", "", "1e2", "1.", ".5", "1e", "1.2.3", "inf"])
    func `takes a wait of at most half a minute`(wait: String) async throws {
        let (edge, _, _) = try Edge.reference()
        let answer = try await edge.get("pending?wait=\(wait)", moderator: "ann")
        #expect(answer.refusal == "400 invalid_field")
        #expect(answer.string("field") == "wait")
    }

    @Test
    func `asks once without a wait, and once more at the end of one`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        _ = try await edge.get("pending", moderator: "ann")
        #expect(claims.state.withLock(\.claimRequests).count == 1)
        try claims.state.withLock { $0.workingSets = [.empty, try .one("p")] }
        let answer = try await edge.get("pending?wait=0.05", moderator: "ann")
        #expect(answer.list("items").count == 1)
        #expect(claims.state.withLock(\.claimRequests).count == 3)
    }

    @Test
    func `tells the journal of new claims and of those that ended, and of no other`() async throws {
        let (edge, clock, _) = try Edge.reference()
        try await edge.ingest("p")
        let first = clock.now
        _ = try await edge.claim("ann")
        _ = try await edge.claim("ann")
        clock.advance(by: .seconds(301))
        _ = try await edge.claim("ben")
        let told = try await edge.journal.events(of: PostID("p"), client: edge.client.id)
        #expect(told.map(\.kind) == [.claimed, .expired, .claimed])
        #expect(told.map(\.moderator?.description) == ["ann", "ann", "ben"])
        #expect(told.map(\.at) == [first, first + .seconds(300), clock.now])
        #expect(told[0].generation == told[1].generation)
    }

    @Test
    func `ends the wait when something comes`() async throws {
        let (edge, _, _) = try Edge.reference()
        async let waiting = edge.get("pending?wait=30&queue=images", moderator: "ann")
        try await eventually("the call is parked") { edge.waiting.parkedCount == 1 }
        #expect(try await edge.get("/metrics").text.contains("\nmodpilot_parked_calls 1\n"))
        try await edge.ingest("p", #","queue":"images""#)
        edge.waiting.announce(ReadySignal(line: .queue(.default, of: edge.client.id), count: 1))
        #expect(edge.waiting.parkedCount == 1)
        edge.waiting.announce(ReadySignal(line: .queue(try QueueName("images"), of: edge.client.id), count: 1))
        #expect(try await waiting.list("items").count == 1)
        #expect(edge.waiting.parkedCount == 0)
    }

    @Test
    func `comes to look when a claim is to end, by the store's clock`() async throws {
        var settings = ClientSettings()
        settings.lease = .milliseconds(200)
        let (edge, clock, _) = try Edge.reference(settings: settings)
        try await edge.ingest("p")
        _ = try await edge.claim("bob")
        async let waiting = edge.get("pending?wait=30", moderator: "ann")
        try await eventually("the call is parked") { edge.waiting.parkedCount == 1 }
        clock.advance(by: .milliseconds(200))
        #expect(try await waiting.list("items").count == 1)
    }

    @Test
    func `a claim made for a caller who has gone is undone`() async throws {
        for path in ["pending", "pending?wait=30"] {
            let (edge, _, claims) = try Edge.reference()
            try await edge.ingest("held")
            _ = try await edge.claim("ann")
            try await edge.ingest("new")
            let target = path + (path.contains("?") ? "&" : "?") + "limit=2"
            let answer = try await withThrowingTaskGroup(of: Answer.self) { group in
                group.cancelAll()
                group.addTask { try await edge.get(target, moderator: "ann") }
                return try #require(try await group.next())
            }
            #expect(answer.list("items").isEmpty, "who is told may rely on it")
            let look = try await claims.look(at: try PostID("new"), for: edge.client)
            #expect(look == ItemLook(round: 1, queue: .default, deliveries: 0, claim: nil))
            let held = try await claims.look(at: try PostID("held"), for: edge.client)
            #expect(held?.claim?.moderator.description == "ann")
            #expect(try await edge.journal.events(of: PostID("new"), client: edge.client.id).isEmpty)
        }
    }

    @Test
    func `a claim made for a token that was revoked meanwhile is undone`() async throws {
        let (edge, _, claims) = try Edge.reference()
        try await edge.ingest("p")
        edge.directory.looksLeft.withLock { $0["mp_ann"] = 1 }
        let answer = try await edge.get("pending", token: "mp_ann")
        #expect(answer.refusal == "401 unauthenticated")
        let look = try await claims.look(at: try PostID("p"), for: edge.client)
        #expect(look == ItemLook(round: 1, queue: .default, deliveries: 0, claim: nil))
        #expect(try await edge.journal.events(of: PostID("p"), client: edge.client.id).isEmpty)
    }

    @Test
    func `a wait ends with the token`() async throws {
        let (edge, _, claims) = try Edge.reference()
        async let revoked = edge.get("pending?wait=30", token: "mp_ann")
        async let reader = edge.get("results?wait=30")
        try await eventually("the calls are parked") { edge.waiting.parkedCount == 2 }
        edge.directory.revoke("mp_ann")
        edge.directory.revoke("mp_svc")
        edge.waiting.dismiss()
        #expect(try await revoked.refusal == "401 unauthenticated")
        #expect(try await reader.refusal == "401 unauthenticated")
        let ben = Caller(
            client: edge.client,
            role: .moderator,
            subject: try ModeratorName("ben"),
            validUntil: .now + .milliseconds(300)
        )
        edge.directory.add("mp_ben", ben)
        let start = ContinuousClock.now
        #expect(try await edge.get("pending?wait=30", token: "mp_ben").refusal == "401 unauthenticated")
        #expect((.milliseconds(300)...(.seconds(2))).contains(ContinuousClock.now - start))
        #expect(try await claims.queues(of: edge.client) == [])
    }

    @Test
    func `a call that waits goes by the settings of the moment`() async throws {
        let (edge, clock, _) = try Edge.reference()
        async let waiting = edge.get("pending?wait=30&limit=5", token: "mp_ann")
        try await eventually("the call is parked") { edge.waiting.parkedCount == 1 }
        var client = edge.client
        client.settings.lease = .seconds(77)
        client.settings.maxClaims = 2
        edge.directory.add("mp_ann", Caller(client: client, role: .moderator, subject: try ModeratorName("ann")))
        for post in ["a", "b", "c"] { try await edge.ingest(post) }
        edge.waiting.announce(ReadySignal(line: .queue(.default, of: edge.client.id), count: 3))
        let items = try await waiting.list("items")
        #expect(items.count == 2)
        let claim = try #require(items.first?["claim"] as? [String: Any])
        #expect(claim["expires_at"] as? String == "\(clock.now + .seconds(77))")
    }

    @Test
    func `asks for nothing more once the caller has gone`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        let call = Task { try await edge.get("pending?wait=30", moderator: "ann") }
        try await eventually("the call is parked") { edge.waiting.parkedCount == 1 }
        call.cancel()
        #expect(try await call.value.status == 200)
        #expect(claims.state.withLock(\.claimRequests).count == 1)
    }

    @Test
    func `is unavailable while the store is away`() async throws {
        let claims = FakeClaims()
        let edge = try Edge(claims: claims, records: FakeRecords())
        claims.state.withLock { $0.failure = StoreFailure("no connection to 10.0.0.7") }
        let answer = try await edge.get("pending?wait=30", moderator: "ann")
        #expect(answer.refusal == "503 unavailable")
        #expect(answer.header("Retry-After") == "1")
        #expect(!answer.text.contains("10.0.0.7"))
        #expect(edge.notes.failures.withLock(\.count) == 1)
    }
}
