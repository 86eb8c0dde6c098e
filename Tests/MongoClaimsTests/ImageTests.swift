import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// Images of lines, and what may go when there is one.
@Suite struct ImageTests {
    @Test(arguments: [ImageSteps.Step.part(0), .head, .parts, nil])
    func `a server that dies at any step of an image leaves what others load`(step: ImageSteps.Step?) async throws {
        try await Servers.with { servers async throws in
            let mortal = servers.start(imageSteps: ImageSteps { $0 == step })
            try await servers.publish(try servers.items(20), on: mortal)
            for round in 0..<2 {
                _ = try await servers.claim("ann", round + 1, on: mortal)
                await mortal.replica(of: servers.client.id).writeImage()
            }
            _ = try await servers.claim("bob", 2, on: mortal)
            let heir = servers.start()
            #expect(try await servers.claim("ann", 2, on: heir).items.count == 2)
            try await expectEqual([mortal, heir], of: servers.client)
            await heir.replica(of: servers.client.id).writeImage()
            try await expectEqual([mortal, heir, servers.start()], of: servers.client)
            // One image is left, whatever the dead one left.
            let parts = try await servers.mongo.find(in: LineImages.parts, prefix(servers.client), limit: 100)
            #expect(parts.count == 1)
            #expect(servers.reports.all == [])
        }
    }

    @Test func `who lags behind a deleted log goes on from the image`() async throws {
        try await Servers.with { servers async throws in
            let pair = [servers.start(), servers.start()]
            try await servers.publish(try servers.items(20), on: pair[0])
            #expect(try await servers.claim("ann", on: pair[1]).items.count == 1)
            for count in 1...5 { _ = try await servers.claim("bob", count, on: pair[0]) }
            let replica = pair[0].replica(of: servers.client.id)
            await replica.writeImage()
            // As if all that had been long ago.
            let seq = try #require(await replica.loaded?.seq)
            try await servers.mongo.delete(
                from: LineLog.collection,
                [
                    "_id": [
                        "$gte": LogDocument.id(servers.client.id, 0), "$lt": LogDocument.id(servers.client.id, seq),
                    ]
                ],
                one: false
            )
            #expect(try await servers.claim("cid", 3, on: pair[1]).items.count == 3)
            try await expectEqual(pair, of: servers.client)
        }
    }

    @Test func `of the log that goes what was known here for long enough`() {
        let start = ContinuousClock.now
        var marks = LogMarks(kept: .seconds(300))
        for seq in 1...100 { marks.add(Int64(seq), at: start + .seconds(seq * 10)) }
        // The last came in second 1,000: 300 s before that is second 700. There is a mark every 40 s at least.
        let settled = marks.settledBefore(start + .seconds(1_000))
        #expect((66...69).contains(settled), "\(settled)")
        #expect(marks.settledBefore(start) == 0)
    }

    private func prefix(_ client: Client) -> FindQuery {
        FindQuery(["_id": ["$regex": .string("^\(client.id)/")]])
    }
}
