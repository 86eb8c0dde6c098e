import TestSupport
import Testing

/// Items that nobody wants: a case that broke others, by the name that it goes by, and what becomes of them.
@Suite(.timeLimit(.minutes(3)))
struct SkippingTests {
    @Test
    func `everyone skips`() async throws {
        let servers = try await TwoServers.start(["--max-releases", "100", "--lease", "300"])
        let posts = Verdict.posts(12)
        #expect(try await servers.here("backend").ingest(posts).status == 200)
        let moderators = (0..<6).map { $0 % 2 == 0 ? servers.here("m\($0)") : servers.there("m\($0)") }
        let skipped = try await withThrowingTaskGroup(of: (String, [String]).self) { group in
            for moderator in moderators {
                group.addTask {
                    var skipped: [String] = []
                    // Others hold what is not free now; it comes back within moments, and then is given.
                    while skipped.count < posts.count {
                        let item = try await moderator.claimSoon()
                        #expect(try await moderator.act("release", on: item.post, claim: item.claim).status == 200)
                        skipped.append(item.post)
                    }
                    return (moderator.moderator, skipped)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (name, skipped) in skipped { #expect(Set(skipped) == Set(posts), "\(name) got an item again") }
        for moderator in moderators {
            let answer = try await moderator.claim()
            let queue = try answer.json["queue"]
            #expect(try answer.items == [])
            #expect(queue["ready"].int == posts.count && queue["released_by_you"].int == posts.count, "\(answer)")
            #expect(queue["claimed"].int == 0 && queue["next_expiry_at"] == .null, "\(answer)")
        }
        let newcomer = servers.there("newcomer")
        for post in posts {
            let item = try #require(try await newcomer.claim().items.first)
            #expect(item.post == post, "what comes back keeps its place")
            #expect(try await newcomer.decide(post, .approve, claim: item.claim).status == 200)
        }
        try await servers.tenant.becomesClean()
    }

    @Test
    func `Five releases by five moderators, then the supervisor`() async throws {
        let servers = try await TwoServers.start()
        #expect(try await servers.here("backend").ingest("p").status == 201)
        for number in 1...5 {
            let moderator = number % 2 == 0 ? servers.here("m\(number)") : servers.there("m\(number)")
            let item = try #require(try await moderator.claim().items.first)
            let answer = try await moderator.act("release", on: "p", claim: item.claim, reason: "no \(number)")
            #expect(try answer.json["queue"].string == (number == 5 ? "escalated" : "default"), "\(answer)")
        }
        let late = servers.here("late")
        #expect(try await late.claim().items == [])
        #expect(try await late.claim(queue: "escalated").code == "forbidden")
        // What is with the supervisors stays there, whatever they do to part with it.
        for (name, verb) in [("sue", "release"), ("tom", "escalate")] {
            let supervisor = try await servers.tenant.supervisor(name, at: servers.one)
            let item = try #require(try await supervisor.claim(queue: "escalated").items.first)
            let answer = try await supervisor.act(verb, on: "p", claim: item.claim)
            #expect(try answer.json["queue"].string == "escalated", "\(answer)")
            #expect(try await supervisor.claim(queue: "escalated").items == [])
        }
        let supervisor = try await servers.tenant.supervisor("uma", at: servers.other)
        let item = try #require(try await supervisor.claim(queue: "escalated").items.first)
        let decision = try await supervisor.decide("p", .reject, claim: item.claim)
        try await eventually("the history tells it", within: .seconds(3)) {
            let history = try await servers.here("backend").item("p").json["history"]
            let events = history.array.compactMap { $0["event"].string }
            return events.count { $0 == "released" } == 7 && events.count { $0 == "escalated" } == 1
        }
        try await servers.tenant.expectOnlyDecision(decision.decisionID, by: "uma")
    }

    @Test
    func `Three expiries, then the supervisor`() async throws {
        let servers = try await TwoServers.start(["--lease", "1"])
        #expect(try await servers.here("backend").ingest("p").status == 201)
        var claims: Set<String> = []
        for moderator in [servers.here("ann"), servers.there("bob"), servers.here("cyn")] {
            claims.insert(try await moderator.claimSoon().claim)
        }
        #expect(claims.count == 3)
        let supervisor = try await servers.tenant.supervisor("sue", at: servers.other)
        let item = try await supervisor.claimSoon(queue: "escalated", within: .seconds(10))
        #expect(!claims.contains(item.claim))
        #expect(try await servers.there("dan").claim().items == [])
        let decision = try await supervisor.decide("p", .reject, claim: item.claim)
        #expect(decision.status == 200, "\(decision)")
        try await eventually("the history tells it", within: .seconds(3)) {
            let events = try await supervisor.item("p").json["history"].array.compactMap { $0["event"].string }
            return events.count { $0 == "expired" } == 3 && events.count { $0 == "escalated" } == 1
        }
        try await servers.tenant.expectOnlyDecision(decision.decisionID, by: "sue")
    }
}
