import Moderation
import MongoClient
import MongoShared
import Testing

@testable import MongoRecords

struct MarkQueuedTests {
    private let post = PostID(stored: "p-1")

    @Test func `one item's mark waits, and is written by the next flush`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            await bench.records.markQueued([post: 1], epoch: 5, client: bench.client.id)
            await bench.records.flush()
            #expect(try await bench.document(post)?.int64("queued_in") == 5)
        }
    }

    @Test func `the marks of a backlog are written when the call returns`() async throws {
        try await withRecords { bench in
            let all = try posts(1...500)
            try await bench.recordPending(all)
            await bench.records.markQueued(firstRounds(of: all), epoch: 5, client: bench.client.id)
            #expect(try await bench.mongo.countDocuments(in: MongoRecords.items, ["queued_in": 5]) == 500)
        }
    }

    @Test func `of two marks on one item the later one counts`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            await bench.records.markQueued([post: 1], epoch: 5, client: bench.client.id)
            await bench.records.markLost([post], client: bench.client.id)
            await bench.records.flush()
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test(arguments: [false, true])
    func `a mark of one server is not about the round that another opens, before it or while it waits`(
        isBefore: Bool
    ) async throws {
        try await withRecords { bench in
            let versions = ["v1", "v2"].map { VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0) }
            let waiting = MarkBatch(mongo: bench.mongo, collection: MongoRecords.items, pause: .seconds(600))
            let other = MongoRecords(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo), marks: waiting)
            _ = try await bench.records.record([versions[0]], for: bench.client)
            if isBefore { _ = try await bench.records.record([versions[1]], for: bench.client) }
            await other.markQueued([post: 1], epoch: 5, client: bench.client.id)
            if !isBefore { _ = try await bench.records.record([versions[1]], for: bench.client) }
            await other.close()
            // Or it would never be put into line.
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test func `a mark is written before the same server opens the next round`() async throws {
        try await withRecords { bench in
            let versions = ["v1", "v2"].map { VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0) }
            for _ in 0..<20 {
                _ = try await bench.records.record([versions[0]], for: bench.client)
                await bench.records.markQueued([post: 1], epoch: 5, client: bench.client.id)
                _ = try await bench.records.record([versions[1]], for: bench.client)
                await bench.records.flush()
                #expect(try await bench.document(post)?.int64("queued_in") == 0)
                try await bench.mongo.delete(from: MongoRecords.items, [:], one: false)
            }
        }
    }

    @Test func `decided items are not marked`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            _ = try await bench.decide(post)
            await bench.records.markQueued([post: 1], epoch: 5, client: bench.client.id)
            await bench.records.close()
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }
}
