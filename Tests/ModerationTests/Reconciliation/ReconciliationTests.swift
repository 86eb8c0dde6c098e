import Moderation
import Testing

@Suite struct ReconciliationTests {
    /// Found with this post, mended, and found no more.
    private func expect(
        _ kind: DriftKind,
        of post: PostID,
        in shop: Workshop,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await shop.compare()
        #expect(found.kinds == [kind], sourceLocation: sourceLocation)
        #expect(found[kind].found == 1 && found[kind].examples == [post], sourceLocation: sourceLocation)
        #expect(found.mended == 0, sourceLocation: sourceLocation)
        #expect(try await shop.compare() == found, "a look changes nothing", sourceLocation: sourceLocation)
        let mended = try await shop.compare(mending: true)
        #expect(mended[kind].found == 1 && mended[kind].mended == 1, sourceLocation: sourceLocation)
        #expect(try await shop.compare().isClean, sourceLocation: sourceLocation)
    }

    @Test func `what agrees is clean, in whatever state it is`() async throws {
        let shop = try Workshop()
        for number in 0..<450 { try await shop.ingest("p\(number)") }
        let held = try await shop.claim("ann", 4)
        try await shop.decide(held[0], upTo: .begun)
        try await shop.decide(held[1], upTo: .acknowledged)
        _ = try await shop.records.withdraw(held[2].item.post, client: shop.client.id)
        try await shop.claims.withdraw(held[2].item.post, upTo: 1, for: shop.client)
        let report = try await shop.compare()
        #expect(report.isClean)
        #expect(report.itemsCompared == 2 * 448)
    }

    @Test func `pending and in no line, once it is no longer new`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a", intoLine: false)
        #expect(try await shop.compare().isClean, "its ingest goes on")
        shop.clock.advance(by: .seconds(11))
        try await expect(.pendingNotQueued, of: post, in: shop)
        #expect(try await shop.claim("ann").map(\.item.post) == [post])
    }

    @Test func `marked as queued and not there`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.claims.withdraw(post, upTo: 1, for: shop.client)
        try await expect(.markedNotQueued, of: post, in: shop)
        #expect(try await shop.claim("ann").map(\.item.post) == [post])
    }

    @Test func `all of a line that the store has lost, which a look does not begin anew`() async throws {
        let shop = try Workshop()
        for number in 0..<7 { try await shop.ingest("p\(number)") }
        shop.clock.advance(by: .seconds(20))
        shop.claims.loseData(of: shop.client.id)
        let found = try await shop.compare()
        #expect(found[.markedNotQueued].found == 7 && found[.markedNotQueued].examples.count == 5)
    }

    @Test func `escalated in the line alone: the record follows`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        let held = try #require(try await shop.claim("ann").first)
        _ = try await shop.claims.escalate(post, by: held.claim.moderator, naming: .any, for: shop.client)
        try await expect(.queuedElsewhere, of: post, in: shop)
        #expect(try await shop.claim("ben") == [])
    }

    @Test func `escalated in the record alone: the line follows, behind whoever holds it`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        let held = try #require(try await shop.claim("ann").first)
        await shop.records.markEscalated(post, round: 1, client: shop.client.id)
        #expect(try await shop.compare(mending: true)[.queuedElsewhere].found == 1)
        #expect(try await shop.claim("ann").map(\.claim) == [held.claim], "nothing is taken away")
        _ = try await shop.claims.release(
            post,
            by: held.claim.moderator,
            naming: .any,
            anyones: false,
            for: shop.client
        )
        try await expect(.queuedElsewhere, of: post, in: shop)
        #expect(try await shop.claim("ben") == [])
        let request = ClaimRequest(client: shop.client, moderator: try ModeratorName("sue"), queue: .escalated)
        #expect(try await shop.claims.claim(request).items.map(\.item.post) == [post])
    }

    @Test func `on the shelf is in its place`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.records.shelve([post], client: shop.client.id)
        try await shop.claims.withdraw(post, upTo: 1, for: shop.client)
        shop.clock.advance(by: .seconds(20))
        #expect(try await shop.compare().isClean)
    }

    @Test func `in line and withdrawn, once nobody is about to take it out`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        _ = try await shop.records.withdraw(post, client: shop.client.id)
        #expect(try await shop.compare().isClean)
        shop.clock.advance(by: .seconds(13))
        try await expect(.queuedButOver, of: post, in: shop)
        #expect(try await shop.claim("ann") == [])
    }

    @Test func `in line and decided: it goes, and its result does not go out again`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.decide(try await shop.claim("ann")[0], upTo: .acknowledged)
        try await putBack(post, in: shop)
        shop.clock.advance(by: .seconds(13))
        try await expect(.queuedButOver, of: post, in: shop)
        #expect(try await shop.results == ["d-a"])
    }

    @Test func `in line and unknown`() async throws {
        let shop = try Workshop()
        let post = try PostID("a")
        try await putBack(post, in: shop)
        try await expect(.queuedButOver, of: post, in: shop)
    }

    @Test func `an older round in line, in the place of the newer one`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a", version: "1")
        try await shop.ingest("a", version: "2", intoLine: false)
        #expect(try await shop.compare().isClean)
        shop.clock.advance(by: .seconds(13))
        let report = try await shop.compare()
        #expect(report.kinds == [.pendingNotQueued, .queuedButOver])
        let mended = try await shop.compare(mending: true)
        #expect(mended.found == 2 && mended.mended == 2)
        #expect(try await shop.claim("ann").map(\.item.round) == [2])
        #expect(try await shop.compare().isClean && report[.queuedButOver].examples == [post])
    }

    private func putBack(_ post: PostID, in shop: Workshop) async throws {
        let item = QueuedItem(
            post: post,
            round: 1,
            queue: .default,
            priority: .normal,
            queuedAt: shop.clock.now,
            dueAt: shop.clock.now,
            payload: Payload(content: "{}", ai: "{}", metadata: "{}")
        )
        let permit = try await shop.claims.permitForNewItems(of: shop.client)
        #expect(try await shop.claims.publish([item], for: shop.client, permit: permit) == [.queued])
    }

    @Test func `a decision that nobody goes on with, not stored`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        let held = try await shop.claim("ann")[0]
        try await shop.decide(held, upTo: .begun)
        #expect(try await shop.compare().isClean)
        shop.clock.advance(by: .seconds(11))
        try await expect(.decisionHalfDone, of: post, in: shop)
        try await shop.decide(held, upTo: .acknowledged)
        #expect(try await shop.results == ["d-a"])
    }

    @Test func `a decision that is stored and not published`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.decide(try await shop.claim("ann")[0], upTo: .stored)
        #expect(try await shop.compare().isClean)
        shop.clock.advance(by: .seconds(6))
        try await expect(.resultNotPublished, of: post, in: shop)
        #expect(try await shop.results == ["d-a"])
    }

    @Test func `what only moves between two looks is nothing`() async throws {
        let shop = try Workshop()
        let late = try await shop.ingest("late", intoLine: false)
        let over = try await shop.ingest("over")
        _ = try await shop.records.withdraw(over, client: shop.client.id)
        try await shop.ingest("stored")
        let held = try await shop.claim("ann", 2)
        let half = try #require(held.first { $0.item.post.description == "stored" })
        try await shop.decide(half, upTo: .stored)
        shop.clock.advance(by: .seconds(13))
        #expect(try await shop.compare().found == 4, "as they stand")
        let report = try await shop.compare {
            _ = try? await shop.recovery.queueStrays(shop.client, as: "stray")
            _ = try? await shop.recovery.publishResults(shop.client)
            _ = try? await shop.recovery.takeOutEnded(shop.client)
        }
        #expect(report.isClean, "\(report)")
        #expect(try await shop.claims.rounds(of: [late], for: shop.client) == [late: 1])
    }

    @Test func `what can't be mended because another publisher is at work is tried again`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.claims.withdraw(post, upTo: 1, for: shop.client)
        shop.clock.advance(by: .seconds(20))
        #expect(try await shop.claims.holdPublisherLease("other", for: shop.client))
        let report = try await shop.compare(mending: true)
        #expect(report.found == 1 && report.mended == 1)
        #expect(try await shop.claims.rounds(of: [post], for: shop.client) == [post: 1])
    }

    @Test func `and told as not mended while it stays`() async throws {
        let shop = try Workshop()
        let post = try await shop.ingest("a")
        try await shop.claims.withdraw(post, upTo: 1, for: shop.client)
        shop.clock.advance(by: .seconds(20))
        let report = try await shop.compare(mending: true) {
            _ = try? await shop.claims.holdPublisherLease("other", for: shop.client)
        }
        #expect(report.found == 1 && report.mended == 0)
    }

    @Test func `more than is held at once is all found and mended`() async throws {
        let shop = try Workshop()
        for number in 0..<450 { try await shop.ingest("p\(number)", intoLine: false) }
        shop.clock.advance(by: .seconds(20))
        #expect(try await shop.compare(mostSuspicions: 100)[.pendingNotQueued].found == 450)
        let report = try await shop.compare(mending: true, mostSuspicions: 100)
        #expect(report.found >= 100 && report.mended == report.found)
        #expect(try await shop.compare().isClean)
        #expect(try await shop.claims.stats(of: shop.client).queues[.default]?.ready == 450)
    }
}
