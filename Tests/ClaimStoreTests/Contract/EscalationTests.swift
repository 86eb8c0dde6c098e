import Moderation
import Testing

@Suite struct EscalationTests {
    @Test(arguments: StoreKind.allCases)
    func `what is escalated is the supervisors' at its old due time`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 1, priority: .low), item("b", due: 2))
            try await store.publish(item("s", due: 2, queue: .escalated))
            let claim = try await store.claim("ann").items[0]
            guard case .done(let held) = try await store.escalate("a", by: "ann", on: 1) else {
                Issue.record("ann may escalate what she holds")
                return
            }
            #expect(held.queue == .escalated && held.isEscalated && held.claim == claim.claim)
            #expect(try await store.look("a")?.queue == .escalated)
            #expect(try await store.begin("a", by: "ann").isClaimLost)
            #expect(try await store.claimed("ben", 5) == ["b"])
            let set = try await store.claim("sue", 2, from: .escalated, on: 1)
            #expect(set.items.map(\.item.post.description) == ["a", "s"])
            #expect(set.items[0].item.dueAt == claim.item.dueAt)
            #expect(set.items[0].item.payload == claim.item.payload)
            for post in ["a", "s"] { try await store.decide(post, by: "sue") }
            try await store.decide("b", by: "ben")
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is with the supervisors stays there, for another one`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", queue: .escalated))
            #expect(try await store.claimed("sue", from: .escalated) == ["a"])
            guard case .done(let held) = try await store.escalate("a", by: "sue") else {
                Issue.record("sue holds it")
                return
            }
            #expect(held.queue == .escalated && !held.isEscalated)
            #expect(try await store.claimed("sue", from: .escalated) == [])
            #expect(try await store.claimed("tom", from: .escalated) == ["a"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what expires three times is escalated, and its last holder can still decide`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            for number in 1...3 {
                let claim = try await store.claimOne("m\(number)")
                try await store.letPass(.seconds(301))
                if number == 3 {
                    #expect(try await store.claimed("zoe") == ["b"], "not before it is escalated, and not afterwards")
                }
                let ended = try await store.store.expire(.default, of: store.client).ended
                #expect(ended.filter { $0.post.description == "a" }.map(\.generation) == [claim.generation])
                #expect(ended.filter { $0.post.description == "a" }.map(\.isEscalated) == [number == 3])
            }
            #expect(try await store.claimed("yan") == [])
            #expect(try await store.look("a") == ItemLook(round: 1, queue: .escalated, deliveries: 3, claim: nil))
            #expect(try await store.begin("a", by: "m2").isClaimLost)
            try await store.decide("a", by: "m3")
            #expect(try await store.claimed("sue", from: .escalated) == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was released does not count as expired`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxReleases = 100
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a"))
            for number in 1...6 {
                _ = try await store.claim("m\(number)")
                try await store.release("a", by: "m\(number)")
            }
            for number in 1...2 {
                #expect(try await store.claimed("n\(number)") == ["a"])
                try await store.letPass(.seconds(301))
                let ended = try await store.store.expire(.default, of: store.client).ended
                #expect(ended.map(\.isEscalated) == [false])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `expiries among the supervisors escalate no further`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", queue: .escalated))
            for number in 1...5 {
                #expect(try await store.claimed("s\(number)", from: .escalated) == ["a"])
                try await store.letPass(.seconds(301))
                let ended = try await store.store.expire(.escalated, of: store.client).ended
                #expect(ended.map(\.isEscalated) == [false])
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a sweep takes nothing from who renewed or began to decide`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann", 2)
            try await store.letPass(.seconds(290))
            _ = try await store.extend("a", by: "ann")
            try await store.beginAllowed("b", by: "ann")
            try await store.letPass(.seconds(11))
            #expect(try await store.store.expire(.default, of: store.client).ended == [])
            #expect(try await store.claimed("ben", 2, on: 1) == [])
        }
    }
}
