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
