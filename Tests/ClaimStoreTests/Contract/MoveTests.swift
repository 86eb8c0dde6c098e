import ClaimFixtures
import Moderation
import Testing

/// A line ends in a store, and begins there or in another one, under load.
@Suite struct MoveTests {
    /// Ends the line and begins it anew in the next epoch.
    private func renew(_ store: StoreUnderTest) async throws -> [HeldClaim] {
        let place = try await store.place()
        let next = place.arrived(in: place.store)
        let closed = try #require(try await store.movable().close(store.client, before: next.epoch))
        let line = try store.movable(1)
        var count = 0
        for claim in closed.held {
            let read = try await store.records.adopted([claim.post], client: store.client.id, withPayload: true)
            guard let item = read.items.first else { continue }
            let part = [AdoptedItem(item: item.carrying(claim.carried), claim: claim.claim)]
            try await line.adopt(
                part,
                isFirst: count == 0,
                for: store.client,
                epoch: next.epoch,
                behind: closed
            )
            count += 1
        }
        try await line.begin(store.client, epoch: next.epoch, behind: closed, adopted: count)
        try await store.arrive(from: place, at: next)
        return closed.held
    }

    @Test(arguments: StoreKind.movable)
    func `claims stand as they stood, and all else is gone`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let items = [try item("a"), try item("b", due: 1), try item("c", due: 2)]
            store.records.keep(items, of: store.client.id)
            try await store.publish(items)
            let before = try await store.claim("ann", 2)
            let held = try await renew(store)
            #expect(held.map(\.post.description) == ["a", "b"])
            #expect(held.map(\.claim) == before.items.map(\.claim))
            for claim in before.items { try await store.unclaim("\(claim.item.post)", claim.claim.generation, on: 1) }
            let after = try await store.claim("ann", 2, on: 1)
            #expect(after.items.map(\.claim) == before.items.map(\.claim))
            #expect(after.items.allSatisfy { !$0.isNew && $0.deliveries == 1 })
            #expect(after.items.map(\.item.payload) == before.items.map(\.item.payload))
            #expect(try await store.claimed("ben") == [], "c is put into line again by others")
            try await store.publish(item("c", due: 2))
            let next = try await store.claimOne("ben")
            #expect(next.generation > Generation.floor(ofEpoch: try await store.place().epoch))
        }
    }

    @Test(arguments: StoreKind.movable)
    func `a claim that was taken over is decided under a token of the new epoch`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            store.records.keep([try item("a")], of: store.client.id)
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            let old = try await store.beginAllowed("a", by: "ann")
            _ = try await renew(store)
            let floor = Generation.floor(ofEpoch: try await store.place().epoch)
            #expect(old < floor)
            guard case .deciding(1, claim.generation, let token, _) = try await store.begin("a", by: "ann", on: 1)
            else { throw Unexpected("the claim is gone") }
            #expect(token > floor)
        }
    }

    @Test(arguments: StoreKind.movable)
    func `who released an item does not get it, and expiries count on`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxExpiries = 2
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            store.records.keep([try item("a")], of: store.client.id)
            try await store.publish(item("a"))
            _ = try await store.claimOne("ann")
            try await store.release("a", by: "ann")
            _ = try await store.claimOne("ben")
            _ = try await renew(store)
            try await store.release("a", by: "ben")
            #expect(try await store.claimed("ann") == [])
            #expect(try await store.claimed("ben") == [])
            #expect(try await store.claimed("cyn") == ["a"])
        }
    }

    @Test(arguments: StoreKind.movable)
    func `what was decided meanwhile does not come along`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claimOne("ann")
            _ = try await renew(store)
            #expect(try await store.claimed("ann") == [])
            #expect(try await store.begin("a", by: "ann") == .absent)
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.movable)
    func `results outlive a move, and a reader goes on with those behind it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            try await store.acknowledge("a")
            let before = try await store.store.results(of: store.client, after: "", limit: 10)
            _ = try await renew(store)
            try await store.publish(item("b"))
            try await store.acknowledge("b", epoch: try await store.place().epoch)
            #expect(try await store.store.results(of: store.client, after: "", limit: 10).decisions.count == 2)
            let behind = try await store.other.results(of: store.client, after: before.next, limit: 10)
            // What counts its results by epochs gives all of them once more.
            #expect(try await behind.decisions.count == (store.place().store == .mongo || store.redis != nil ? 1 : 2))
        }
    }
}
