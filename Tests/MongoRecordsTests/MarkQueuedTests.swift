import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct MarkQueuedTests {
    private let post = PostID(stored: "p-1")

    @Test func `one item's mark waits, and is written by the next flush`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            await bench.records.markQueued([post], epoch: 5, client: bench.client.id)
            await bench.records.flush()
            #expect(try await bench.document(post)?.int64("queued_in") == 5)
        }
    }

    @Test func `the marks of a backlog are written when the call returns`() async throws {
        try await withRecords { bench in
            let all = try posts(1...500)
            try await bench.recordPending(all)
            await bench.records.markQueued(all, epoch: 5, client: bench.client.id)
            #expect(try await bench.mongo.countDocuments(in: MongoRecords.items, ["queued_in": 5]) == 500)
        }
    }

    @Test func `of two marks on one item the later one counts`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            await bench.records.markQueued([post], epoch: 5, client: bench.client.id)
            await bench.records.markQueued([post], epoch: 0, client: bench.client.id)
            await bench.records.flush()
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test func `a mark that waits in one server is not about the round that another opens`() async throws {
        try await withRecords { bench in
            let versions = ["v1", "v2"].map { VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0) }
            let waiting = MarkBatch(mongo: bench.mongo, collection: MongoRecords.items, pause: .seconds(600))
            let clock = MongoClock(mongo: bench.mongo)
            let other = MongoRecords(mongo: bench.mongo, clock: clock, marks: waiting)
            _ = try await bench.records.record([versions[0]], for: bench.client)
            await other.markQueued([post], epoch: 5, client: bench.client.id)
            _ = try await bench.records.record([versions[1]], for: bench.client)
            // As if it had come a minute behind the mark.
            try await bench.backdate([post], by: .seconds(-60))
            await other.close()
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test func `a mark is written before the same server opens the next round`() async throws {
        try await withRecords { bench in
            let versions = ["v1", "v2"].map { VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0) }
            for _ in 0..<20 {
                _ = try await bench.records.record([versions[0]], for: bench.client)
                await bench.records.markQueued([post], epoch: 5, client: bench.client.id)
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
            await bench.records.markQueued([post], epoch: 5, client: bench.client.id)
            await bench.records.close()
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }
}
