import Moderation
import Testing

/// What waiting posts are known by outlives the line that they wait in: it is lost, or goes on in another store.
@Suite struct RebuildTests {
    @Test(arguments: Rebuild.Way.all)
    func `who released a post does not get it, and others do`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", into: test.before)
            try await test.claim("ann", in: test.before)
            try await test.release("a", by: "ann", in: test.before)
            #expect(try await test.goOn() == 1)
            let nothing = try await test.after.claim("ann")
            #expect(nothing.items == [] && nothing.queue.releasedByCaller == 1)
            let held = try await test.claim("ben", in: test.after)
            #expect(held?.item.post.description == "a" && held?.deliveries == 2)
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `the third expiry escalates, wherever the others were`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", into: test.before)
            for moderator in ["ann", "ben"] {
                try await test.claim(moderator, in: test.before)
                #expect(try await test.expire(in: test.before).map(\.isEscalated) == [false])
            }
            #expect(try await test.goOn() == 1)
            #expect(try await test.claim("cyn", in: test.after) != nil)
            #expect(try await test.expire(in: test.after).map(\.isEscalated) == [true])
            #expect(try await test.claim("dan", in: test.after) == nil)
            #expect(try await test.claim("sue", from: .escalated, in: test.after)?.deliveries == 4)
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `the last release allowed escalates, and what is theirs stays theirs`(way: Rebuild.Way) async throws {
        var settings = ClientSettings.forTest
        settings.maxReleases = 2
        try await Rebuild.with(way, settings: settings) { test async throws in
            for post in ["a", "b"] {
                try await test.ingest(post, into: test.before)
                try await test.claim("ann", in: test.before)
                try await test.release(post, by: "ann", in: test.before)
            }
            try await test.claim("ben", in: test.before)
            #expect(try await test.release("a", by: "ben", in: test.before).isEscalated)
            #expect(try await test.goOn() == 2)
            #expect(try await test.claim("cyn", in: test.after)?.item.post.description == "b")
            #expect(try await test.release("b", by: "cyn", in: test.after).isEscalated)
            #expect(try await test.claim("dan", in: test.after) == nil)
            #expect(try await test.claim("ann", from: .escalated, in: test.after) == nil, "ann released both")
            #expect(try await test.after.claimed("sue", 2, from: .escalated) == ["a", "b"])
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `what a supervisor took back its holder gets again`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", into: test.before)
            try await test.claim("ann", in: test.before)
            try await test.release("a", by: "sue", isSupervisor: true, in: test.before)
            #expect(try await test.goOn() == 1)
            #expect(try await test.claim("ann", in: test.after)?.deliveries == 2)
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `a newer version is a new round, of which nothing is known`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", version: "1", into: test.before)
            try await test.claim("ann", in: test.before)
            try await test.release("a", by: "ann", in: test.before)
            try await test.ingest("a", version: "2", into: test.before)
            #expect(try await test.goOn() == 1)
            let held = try await test.claim("ann", in: test.after)
            #expect(held?.item.round == 2 && held?.deliveries == 1)
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `who let a post expire can still decide it, as long as nobody has it`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", into: test.before)
            let claim = try await test.claim("ann", in: test.before)?.claim
            #expect(try await test.expire(in: test.before).count == 1)
            #expect(try await test.goOn() == 1)
            guard case .deciding(1, let generation, let token, let epoch) = try await test.after.begin("a", by: "ann")
            else { throw Unexpected("ann may not decide") }
            #expect(generation == claim?.generation)
            #expect(token > Generation.floor(ofEpoch: epoch), "a decision under it passes the fence")
            try await test.after.acknowledge("a")
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `what stands in line already is known there better`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { test async throws in
            try await test.ingest("a", into: test.before)
            #expect(try await test.goOn() == 1)
            _ = try await test.after.claimOne("ann")
            try await test.after.release("a", by: "ann")
            // Of that the journal has nothing, and what it has is of nowhere.
            let at = Timestamp(milliseconds: 1)
            let (post, ben) = (try PostID("a"), try ModeratorName("ben"))
            test.note(
                ItemEvent(post: post, kind: .released, at: at, moderator: ben, round: 1, generation: Generation(1))
            )
            await test.records.markLost([post], client: test.after.client.id)
            #expect(try await test.recover() == 0)
            #expect(try await test.after.claimed("ann") == [])
            #expect(try await test.after.claimed("ben") == ["a"])
        }
    }

    @Test(arguments: Rebuild.Way.all)
    func `what finds no room takes it along to the shelf`(way: Rebuild.Way) async throws {
        var settings = ClientSettings.forTest
        settings.maxQueued = 2
        try await Rebuild.with(way, settings: settings) { test async throws in
            for post in ["a", "b"] { try await test.ingest(post, into: test.before) }
            for post in ["a", "b"] {
                try await test.claim("ann", in: test.before)
                try await test.release(post, by: "ann", in: test.before)
            }
            let queued = try await test.goOn { try await test.ingest("c", into: test.after) }
            #expect(queued == 1)
            #expect(try await test.after.claimed("ann") == ["c"])
            try await test.after.decide("c", by: "ann")
            #expect(try await test.refill() == 1)
            #expect(try await test.after.claimed("ann") == [])
            #expect(try await test.after.claimed("ben", 2) == ["a", "b"])
        }
    }
}

/// A line begins anew with the claims that stand; what waited comes behind them.
@Suite struct FillingTests {
    @Test(arguments: Rebuild.Way.all.filter { $0.to != .line })
    func `until all that waited is in line again, the line says that it may not be`(way: Rebuild.Way) async throws {
        try await Rebuild.with(way) { rebuild async throws in
            for post in ["a", "b"] { try await rebuild.ingest(post, into: rebuild.before) }
            let queued = try await rebuild.goOn { () async throws in
                #expect(try await rebuild.isBeingFilled())
            }
            #expect(queued == 2)
            #expect(try await !rebuild.isBeingFilled())
        }
    }

    @Test func `whoever filled an epoch ends nothing in a later one`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            let epoch = try await store.store.epoch(of: store.client)
            try await store.loseData()
            #expect(try await store.store.epoch(of: store.client) > epoch)
            try await store.store.endFilling(of: store.client, in: epoch)
            #expect(try await store.other.isBeingFilled(store.client))
        }
    }
}
