import TestSupport
import Testing

/// Two at once on one item, at two servers: cases that broke others, by the names that they go by.
@Suite(.timeLimit(.minutes(3)))
struct RacingTests {
    private enum Verdicts: CaseIterable { case approved, rejected }
    private enum Claims: CaseIterable { case kept, lost }
    private enum Sweeps: CaseIterable { case before, behind }
    private enum Ingests: CaseIterable { case here, there }

    @Test
    func `approve and reject race on one claim`() async throws {
        let servers = try await TwoServers.start()
        let (ann, annToo) = (servers.here("ann"), servers.there("ann"))
        var decided: [String?] = []
        try await Race.run(Verdicts.self, rounds: 40) { round in
            #expect(try await ann.ingest("p-\(round)").status == 201)
            let item = try #require(try await ann.claim().items.first)
            let (approval, rejection) = try await Race.together(round: round) {
                try await ann.decide(item.post, .approve, claim: item.claim)
            } _: {
                try await annToo.decide(item.post, .reject, claim: item.claim)
            }
            let (won, lost) = approval.status == 200 ? (approval, rejection) : (rejection, approval)
            #expect(won.status == 200 && lost.status == 409 && lost.code == "already_decided", "\(won), \(lost)")
            #expect(lost.decisionID == won.decisionID, "\(won), \(lost)")
            decided.append(won.decisionID)
            return [approval.status == 200 ? .approved : .rejected]
        }
        #expect(try await servers.tenant.results(decided.count).map(\.decisionID) == decided)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `extend races expiry`() async throws {
        let servers = try await TwoServers.start(["--lease", "1", "--max-claims", "20", "--max-expiries", "100"])
        let (ann, backend) = (servers.here("ann"), servers.there("backend"))
        var all: [String] = []
        try await Race.run(Claims.self, rounds: 3) { round in
            let posts = (0..<20).map { "p-\(round)-\($0)" }
            all += posts
            #expect(try await backend.ingest(posts).status == 200)
            let held = try await ann.claim(posts.count).items
            let start = ContinuousClock.now
            // A rival of the round's own: what was taken in an earlier one is no claim of this round.
            async let grabbed = Grabber(caller: servers.there("bob-\(round)"), limit: 20).grab {
                ContinuousClock.now - start > .seconds(1.3)
            }
            var extended: [(before: HeldItem, until: String)] = []
            var lost: Set<String> = []
            for (number, item) in held.enumerated() {
                try await Task.sleep(until: start + .milliseconds(800 + 20 * number))
                let answer = try await ann.act("extend", on: item.post, claim: item.claim)
                if answer.status == 200 {
                    let claim = try answer.json["claim"]
                    #expect(claim["id"].string == item.claim, "\(answer)")
                    extended.append((item, try #require(claim["expires_at"].string)))
                } else {
                    #expect(answer.status == 409 && answer.code == "claim_lost", "\(answer)")
                    lost.insert(item.post)
                }
            }
            let taken = try await grabbed
            for (item, until) in extended {
                for other in taken[item.post] ?? [] {
                    #expect(other.claimedAt >= until, "\(item) was extended to \(until) and handed out as \(other)")
                }
            }
            #expect(lost.isSubset(of: taken.keys), "what ann lost nobody has")
            return extended.map { _ in .kept } + lost.map { _ in .lost }
        }
        try await servers.tenant.setLease(120)
        try await servers.decideAll(all)
    }

    @Test
    func `the sweep races a decision`() async throws {
        let servers = try await TwoServers.start(["--lease", "1", "--max-claims", "30", "--max-expiries", "100"])
        let ann = servers.here("ann")
        var posts: [String] = []
        try await Race.run(Sweeps.self, rounds: 2) { round in
            let some = (0..<30).map { "p-\(round)-\($0)" }
            posts += some
            #expect(try await ann.ingest(some).status == 200)
            let held = try await ann.claim(some.count).items
            let start = ContinuousClock.now
            #expect(held.count == some.count)
            for (number, item) in held.enumerated() {
                // The last ones wait until they were swept for sure.
                if number == 25 {
                    try await eventually("the sweep has returned the rest") {
                        try await servers.tenant.redis("HLEN", "moderation-claims-{\(servers.tenant.id)}").int == 0
                    }
                }
                try await Task.sleep(until: start + .milliseconds(800 + 25 * number))
                // Nobody claims it, so it stays hers, whether it was swept or not.
                let decision = try await ann.decide(item.post, .approve, claim: item.claim)
                #expect(decision.status == 200, "\(decision)")
            }
            return try await eventually("the history tells of sweeps", within: .seconds(3)) {
                var outcomes: [Sweeps] = []
                for post in some {
                    let events = try await ann.item(post).json["history"].array.compactMap { $0["event"].string }
                    outcomes.append(events.contains("expired") ? .before : .behind)
                }
                return outcomes.contains(.before) ? outcomes : nil
            }
        }
        let results = try await servers.tenant.results(posts.count)
        #expect(results.compactMap(\.post) == posts)
        #expect(try await Archive.count(.decidedOnce, of: servers.tenant) == posts.count)
        try await servers.tenant.becomesClean()
    }

    @Test
    func `expiry into other hands races a decision`() async throws {
        let servers = try await TwoServers.start(["--lease", "1", "--max-claims", "20", "--max-expiries", "100"])
        let ann = servers.here("ann")
        try await Race.run(Claims.self, rounds: 3) { round in
            let posts = (0..<20).map { "p-\(round)-\($0)" }
            #expect(try await ann.ingest(posts).status == 200)
            let held = try await ann.claim(posts.count).items
            let start = ContinuousClock.now
            let bob = servers.there("bob-\(round)")
            async let grabbed = Grabber(caller: bob, limit: 20).grab { ContinuousClock.now - start > .seconds(1.3) }
            var decided: Set<String> = []
            for (number, item) in held.enumerated() {
                try await Task.sleep(until: start + .milliseconds(800 + 20 * number))
                let answer = try await ann.decide(item.post, .approve, claim: item.claim)
                if answer.status == 200 { decided.insert(item.post) } else { #expect(answer.code == "claim_lost") }
            }
            let taken = try await grabbed
            #expect(Set(posts).subtracting(taken.keys) == decided, "an item is both's, or nobody's")
            for (post, claims) in taken {
                #expect(try await bob.decide(post, .reject, claim: claims.last?.claim).status == 200)
            }
            return posts.map { decided.contains($0) ? .kept : .lost }
        }
        try await servers.tenant.becomesClean()
    }

    @Test
    func `one post ingested twice at once`() async throws {
        let servers = try await TwoServers.start()
        let (here, there) = (servers.here("backend"), servers.there("backend"))
        var posts: [String] = []
        try await Race.run(Ingests.self, rounds: 40) { round in
            let post = "p-\(round)"
            posts.append(post)
            let (one, other) = try await Race.together(round: round) {
                try await here.ingest(post)
            } _: {
                try await there.ingest(post)
            }
            let (first, second) = one.status == 201 ? (one, other) : (other, one)
            #expect(try first.status == 201 && first.json["duplicate"].bool == false, "\(first)")
            #expect(try second.status == 200 && second.json["duplicate"].bool == true, "\(second)")
            #expect(try first.json["round"].int == 1 && second.json["round"].int == 1)
            return [one.status == 201 ? .here : .there]
        }
        #expect(try await Archive.count(.all, of: servers.tenant) == posts.count)
        try await servers.decideAll(posts)
    }
}
