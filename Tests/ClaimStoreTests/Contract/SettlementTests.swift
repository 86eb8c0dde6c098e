import Moderation
import Testing

@Suite struct SettlementTests {
    @Test(arguments: StoreKind.allCases)
    func `an item ends with its result, once`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann")
            try await store.beginAllowed("a", by: "ann")
            try await store.acknowledge("a")
            try await store.acknowledge("a", on: 1)
            try await store.acknowledge("a")
            #expect(try await store.results() == 1)
            #expect(try await store.look("a") == nil)
            #expect(try await store.claimed("ann", 5) == ["b"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a decided item leaves from wherever it stands`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("waits", due: 9), item("held"), item("x", queue: .escalated, priority: .low))
            _ = try await store.claim("ann")
            for post in ["waits", "held", "x"] { try await store.acknowledge(post) }
            #expect(try await store.results() == 3)
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a decision on an older round does not end a newer one`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", round: 2))
            try await store.acknowledge("a", round: 1)
            #expect(try await store.look("a")?.round == 2)
            try await store.acknowledge("a", round: 1)
            // In MongoDB it is the record that knows the results.
            #expect(try await store.results() == (kind == .mongo || kind == .line ? 0 : 1))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `results come in order, page by page, and an empty page keeps the cursor`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(try (0..<5).map { try item("p\($0)", due: Int64($0)) })
            for number in [3, 1, 4, 0, 2] { try await store.acknowledge("p\(number)") }
            var cursor = ""
            var seen: [String] = []
            for expected in [2, 2, 1, 0, 0] {
                let page = try await store.store.results(of: store.client, after: cursor, limit: 2)
                #expect(page.decisions.count == expected)
                if expected == 0 { #expect(page.next == cursor) }
                seen += page.decisions
                cursor = page.next
            }
            let order = [3, 1, 4, 0, 2]
            #expect(zip(seen, order).allSatisfy { $0.contains("d-p\($1)-1") })
            try await store.publish(item("late"))
            try await store.acknowledge("late")
            let page = try await store.other.results(of: store.client, after: cursor, limit: 2)
            #expect(page.decisions.count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an overdue decision is given to one caller at a time`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            let token = try await store.beginAllowed("a", by: "ann")
            try await store.letPass(.seconds(4))
            #expect(try await store.store.expire(.default, of: store.client).overdue == [])
            try await store.letPass(.seconds(7))
            let overdue = try await store.store.expire(.default, of: store.client).overdue
            let post = try PostID("a")
            #expect(overdue == [OverdueDecision(post: post, round: 1, token: token)])
            #expect(try await store.other.expire(.default, of: store.client).overdue == [])
            try await store.letPass(.seconds(300))
            let again = try await store.other.expire(.default, of: store.client).overdue
            #expect(again == [OverdueDecision(post: post, round: 1, token: token)])
            #expect(try await store.store.expire(.default, of: store.client).overdue == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `only the decision that was given up is reopened`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 1), item("b", due: 2))
            let claim = try await store.claimOne("ann")
            try await store.reopen("a", claim.generation)
            #expect(try await store.look("a")?.claim == claim, "nothing was begun")
            try await store.beginAllowed("a", by: "ann")
            try await store.reopen("a", Generation(claim.generation.number - 1))
            #expect(try await store.claimed("ben", 5) == ["b"])
            try await store.reopen("a", claim.generation)
            #expect(try await store.claim("ann").items.map(\.claim) == [claim], "the claim is what it was")
            guard case .deciding(1, claim.generation, let token, _) = try await store.begin("a", by: "ann") else {
                Issue.record("ann still holds it")
                return
            }
            #expect(token > claim.generation, "above the fence")
            try await store.reopen("a", claim.generation)
            #expect(try await store.claim("ann").items == [], "that one was given up before")
            try await store.letPass(.seconds(301))
            try await store.reopen("a", token)
            let set = try await store.claim("cyn")
            #expect(set.ended.map(\.generation).contains(claim.generation), "the lease is over")
            #expect(set.items.map(\.item.post.description) == ["a"])
            #expect(set.items.map(\.deliveries) == [2])
            try await store.reopen("a", token)
            #expect(try await store.look("a")?.claim?.moderator.description == "cyn")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `each decision that is taken back costs a token, which is used once`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann")
            var tokens: [Generation] = []
            for _ in 0..<3 {
                tokens.append(try await store.beginAllowed("a", by: "ann"))
                try await store.reopen("a", tokens[tokens.count - 1])
            }
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            // Nobody claimed it since it expired.
            tokens.append(try await store.beginAllowed("a", by: "ann"))
            tokens.append(try await store.claimOne("ben").generation)
            #expect(tokens == tokens.sorted() && Set(tokens).count == 5)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a late decision that is given up again and again is one expiry`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claimOne("ann")
            try await store.letPass(.seconds(301))
            #expect(try await store.store.expire(.default, of: store.client).ended.count == 1)
            for _ in 1...3 {
                let token = try await store.beginAllowed("a", by: "ann")
                try await store.letPass(.seconds(11))
                try await store.reopen("a", token)
                let ended = try await store.store.expire(.default, of: store.client).ended
                #expect(ended.map(\.isEscalated) == [false])
            }
            for moderator in ["ben", "cyn"] {
                #expect(try await store.claimed(moderator) == ["a"], "that was the first of three")
                try await store.letPass(.seconds(301))
                #expect(
                    try await store.store.expire(.default, of: store.client).ended.map(\.isEscalated) == [
                        moderator == "cyn"
                    ]
                )
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim from before a loss decides, until somebody claims the item`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            let claims = try await store.claim("ann", 2).items.map(\.claim)
            try await store.loseData()
            _ = try await store.claim("zoe")
            try await store.publish(item("a"), item("b", due: 1))
            let lost = claims.map { LostClaim(generation: $0.generation, round: 1) }
            let ann = try ModeratorName("ann")
            func resume(_ post: String, _ lost: LostClaim) async throws -> DecisionStart {
                try await store.store.resumeDecision(on: PostID(post), by: ann, under: lost, for: store.client)
            }
            #expect(
                try await resume("a", LostClaim(generation: lost[0].generation, round: 2)) == .notClaimed(holder: nil)
            )
            guard case .deciding(1, claims[0].generation, let token, let epoch) = try await resume("a", lost[0]) else {
                Issue.record("nobody claimed it since")
                return
            }
            #expect(token > .floor(ofEpoch: epoch))
            try await store.acknowledge("a", by: "ann")
            #expect(try await store.claimed("ben") == ["b"])
            guard case .notClaimed(let holder?) = try await resume("b", lost[1]) else {
                Issue.record("ben has it")
                return
            }
            #expect(holder.moderator.description == "ben")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            #expect(try await resume("b", lost[1]) == .notClaimed(holder: nil), "ben had it since")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a withdrawn item leaves, whatever happens to it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("deciding"), item("held", due: 1), item("waits", due: 2))
            try await store.publish(item("x", queue: .escalated, priority: .urgent))
            _ = try await store.claim("ann", 2)
            try await store.beginAllowed("deciding", by: "ann")
            for post in ["deciding", "held", "waits", "x", "unknown", "held"] { try await store.withdraw(post) }
            #expect(try await store.claimed("ann", 5) == [])
            #expect(try await store.begin("held", by: "ann") == .absent)
            #expect(try await store.results() == 0)
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a newer round than the one withdrawn stays`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", round: 3))
            try await store.withdraw("a", upTo: 2)
            #expect(try await store.look("a")?.round == 3)
            try await store.withdraw("a", upTo: 3)
            #expect(try await store.look("a") == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is known of an item can be read`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let other = try QueueName("other")
            #expect(try await store.look("a") == nil)
            try await store.publish(item("a", round: 2, queue: other))
            #expect(try await store.look("a") == ItemLook(round: 2, queue: other, deliveries: 0, claim: nil))
            let claim = try await store.claimOne("ann", from: other)
            #expect(try await store.look("a") == ItemLook(round: 2, queue: other, deliveries: 1, claim: claim))
            try await store.letPass(.seconds(301))
            #expect(try await store.look("a") == ItemLook(round: 2, queue: other, deliveries: 1, claim: nil))
            _ = try await store.other.expire(other, of: store.client)
            #expect(try await store.look("a") == ItemLook(round: 2, queue: other, deliveries: 1, claim: nil))
            let posts = try ["a", "b"].map { try PostID($0) }
            #expect(try await store.store.rounds(of: posts, for: store.client) == [posts[0]: 2])
            #expect(try await store.store.rounds(of: [], for: store.client) == [:])
        }
    }
}
