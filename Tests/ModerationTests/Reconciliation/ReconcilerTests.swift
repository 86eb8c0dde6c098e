import Moderation
import Testing

/// The same, a page at a time.
@Suite struct ReconcilerTests {
    @Test func `step by step all of both stores is seen, again and again`() async throws {
        let shop = try Workshop()
        for number in 0..<450 { try await shop.ingest("p\(number)") }
        let reconciler = shop.reconciler()
        for _ in 0..<2 {
            var compared: [Int] = []
            for _ in 0..<3 { compared.append(try await reconciler.step(shop.client).itemsCompared) }
            #expect(compared == [400, 400, 100])
        }
    }

    @Test func `what looks wrong is judged by the step behind it, and mended then`() async throws {
        let shop = try Workshop()
        let reconciler = shop.reconciler()
        let gone = try await shop.ingest("gone")
        let over = try await shop.ingest("over")
        try await shop.claims.withdraw(gone, upTo: 1, for: shop.client)
        _ = try await shop.records.withdraw(over, client: shop.client.id)
        shop.clock.advance(by: .seconds(13))
        #expect(try await reconciler.step(shop.client).isClean)
        let report = try await reconciler.step(shop.client)
        #expect(report.kinds == [.markedNotQueued, .queuedButOver] && report.mended == 2)
        #expect(try await shop.recovery.queueStrays(shop.client, as: "r") == 1)
        #expect(try await shop.claim("ann", 9).map(\.item.post) == [gone])
        for _ in 0..<3 { #expect(try await reconciler.step(shop.client).isClean) }
    }

    @Test func `what is escalated in the record alone is mended once nobody holds it`() async throws {
        let shop = try Workshop()
        let reconciler = shop.reconciler()
        for post in ["held", "waits", "waits-too"] { try await shop.ingest(post) }
        let held = try #require(try await shop.claim("ann").first)
        for post in ["held", "waits", "waits-too"] {
            await shop.records.markEscalated(try PostID(post), round: 1, client: shop.client.id)
        }
        #expect(try await reconciler.step(shop.client).isClean)
        let first = try await reconciler.step(shop.client)
        #expect(first[.queuedElsewhere].found == 3 && first[.queuedElsewhere].mended == 2)
        #expect(try await shop.claim("ann").map(\.claim) == [held.claim])
        _ = try await shop.claims.release(
            held.item.post,
            by: held.claim.moderator,
            naming: .any,
            anyones: false,
            for: shop.client
        )
        var mended = 0
        for _ in 0..<3 { mended += try await reconciler.step(shop.client)[.queuedElsewhere].mended }
        #expect(mended == 1)
        #expect(try await reconciler.step(shop.client).isClean)
        #expect(try await shop.claim("ben", 9) == [])
    }

    @Test func `an escalation that the record hears of in time is nothing`() async throws {
        let shop = try Workshop()
        let reconciler = shop.reconciler()
        let post = try await shop.ingest("a")
        let held = try #require(try await shop.claim("ann").first)
        _ = try await shop.claims.escalate(post, by: held.claim.moderator, naming: .any, for: shop.client)
        #expect(try await reconciler.step(shop.client).isClean)
        await shop.records.markEscalated(post, round: 1, client: shop.client.id)
        for _ in 0..<3 { #expect(try await reconciler.step(shop.client).isClean) }
    }

    @Test func `what was only on its way is nothing`() async throws {
        let shop = try Workshop()
        let reconciler = shop.reconciler()
        let over = try await shop.ingest("over")
        _ = try await shop.records.withdraw(over, client: shop.client.id)
        shop.clock.advance(by: .seconds(13))
        _ = try await reconciler.step(shop.client)
        _ = try await shop.recovery.takeOutEnded(shop.client)
        #expect(try await reconciler.step(shop.client).isClean)
    }

    @Test func `a store that has lost the client is left to the calls that notice`() async throws {
        let shop = try Workshop()
        let reconciler = shop.reconciler()
        for number in 0..<5 { try await shop.ingest("p\(number)") }
        shop.claims.loseData(of: shop.client.id)
        for _ in 0..<3 {
            let report = try await reconciler.step(shop.client)
            #expect(report.isClean && report.itemsCompared == 0)
        }
    }

    @Test func `steps of a client keep their distance`() async throws {
        let shop = try Workshop()
        try await shop.ingest("a")
        let reconciler = Reconciler(claims: shop.claims, records: shop.records, recovery: shop.recovery)
        #expect(try await reconciler.step(shop.client).itemsCompared == 2)
        #expect(try await reconciler.step(shop.client).itemsCompared == 0)
    }

    @Test func `who has been through a client rests`() async throws {
        let shop = try Workshop()
        for number in 0..<250 { try await shop.ingest("p\(number)") }
        let reconciler = Reconciler(
            claims: shop.claims,
            records: shop.records,
            recovery: shop.recovery,
            every: .zero,
            rest: .seconds(3_600)
        )
        var compared: [Int] = []
        for _ in 0..<4 { compared.append(try await reconciler.step(shop.client).itemsCompared) }
        #expect(compared == [400, 100, 0, 0])
    }
}
