import Moderation
import Testing

/// A claim that nobody was told of leaves no trace.
@Suite struct UnclaimTests {
    @Test(arguments: StoreKind.allCases)
    func `it is as if the claim had never been made`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let queue = try QueueName("images")
            for queue in [.default, queue] {
                try await store.publish(
                    item("\(queue)-a", due: 1, queue: queue),
                    item("\(queue)-b", due: 2, queue: queue, priority: .urgent)
                )
                let first = try await store.claimOne("ann", from: queue)
                try await store.unclaim("\(queue)-a", first.generation, on: 1)
                let look = ItemLook(round: 1, queue: queue, deliveries: 0, claim: nil)
                #expect(try await store.look("\(queue)-a") == look)
                #expect(try await store.begin("\(queue)-a", by: "ann") == .notClaimed(holder: nil))
                let set = try await store.claim("ann", 2, from: queue)
                #expect(set.items.map(\.item.post.description) == ["\(queue)-a", "\(queue)-b"])
                #expect(set.items.map(\.deliveries) == [1, 1])
                #expect(set.items.allSatisfy { $0.isNew && $0.claim.generation > first.generation })
                #expect(set.queue.ready == 0 && set.queue.claimed == 2)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim that another answer has shown stands, until that one is taken back as well`(
        kind: StoreKind
    ) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1), item("c", due: 2))
            let made = try await store.claim("ann", 3)
            #expect(made.items.allSatisfy { $0.isNew && !$0.isTold })
            let again = try await store.claim("ann", 1, on: 1)
            #expect(again.items.map(\.claim) == [made.items[0].claim])
            #expect(again.items.allSatisfy { !$0.isNew && !$0.isTold })
            for item in made.items { try await store.unclaim("\(item.item.post)", item.claim.generation) }
            #expect(try await store.look("a")?.claim == made.items[0].claim)
            // Nobody was told of b and c.
            #expect(try await store.claim("ben", 2, on: 1).items.map(\.deliveries) == [1, 1])
            try await store.unclaim("a", made.items[0].claim.generation, on: 1)
            #expect(try await store.look("a") == ItemLook(round: 1, queue: .default, deliveries: 0, claim: nil))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim that was shown again and again stands whoever goes`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            var told: [Bool] = []
            for call in 0..<5 { told += try await store.claim("ann", on: call % 2).items.map(\.isTold) }
            #expect(told == [false, true, true, true, true])
            for call in 0..<6 { try await store.unclaim("a", claim.generation, on: call % 2) }
            #expect(try await store.look("a")?.claim == claim)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim that its moderator has extended stands`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            guard case .done(let held) = try await store.extend("a", by: "ann", on: 1) else {
                throw Unexpected("it is ann's")
            }
            try await store.unclaim("a", claim.generation)
            #expect(try await store.look("a")?.claim == held.claim)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an earlier holder whose claim expired may still decide`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let before = try await store.claimOne("ann")
            try await store.letPass(.seconds(301))
            let undone = try await store.claimOne("ben")
            try await store.unclaim("a", undone.generation)
            guard case .deciding(1, before.generation, _, _) = try await store.begin("a", by: "ann") else {
                throw Unexpected("nobody was told of ben's claim")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim made since, a decision begun or a claim that has ended are left alone`(
        kind: StoreKind
    ) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let old = try await store.claimOne("ann")
            try await store.unclaim("a", old.generation)
            let new = try await store.claimOne("ben")
            try await store.unclaim("a", old.generation)
            try await store.unclaim("b", new.generation)
            #expect(try await store.look("a")?.claim == new)
            try await store.beginAllowed("a", by: "ben")
            try await store.unclaim("a", new.generation)
            #expect(try await store.look("a")?.claim?.moderator.description == "ben")
            try await store.acknowledge("a")
            try await store.unclaim("a", new.generation)
            #expect(try await store.claimed("cyn") == [])
            try await store.expectNothingLeft()
        }
    }
}
