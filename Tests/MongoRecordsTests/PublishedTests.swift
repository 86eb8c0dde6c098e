import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoRecords

struct PublishedTests {
    @Test func `decisions are unpublished until they are marked, oldest first`() async throws {
        try await withRecords { bench in
            let all = try posts(1...3)
            try await bench.recordPending(all)
            var stored: [StoredDecision] = []
            for post in all.reversed() {
                stored.append(try #require(try await bench.decide(post)))
                try await Task.sleep(for: .milliseconds(3))
            }
            let young = try await bench.records.unpublished(olderThan: .seconds(60), limit: 9, client: bench.client.id)
            #expect(young.isEmpty)
            #expect(try await unpublished(bench) == stored)
            #expect(try await unpublished(bench, limit: 2) == Array(stored.prefix(2)))
            await bench.records.markPublished(all[1], round: 1, client: bench.client.id)
            await bench.records.flush()
            // Marks don't wait for the majority, as which this reads.
            try await eventually("the mark is seen") { try await unpublished(bench) == [stored[0], stored[2]] }
        }
    }

    private func unpublished(_ bench: Bench, limit: Int = 9) async throws -> [StoredDecision] {
        try await bench.records.unpublished(olderThan: .seconds(-1), limit: limit, client: bench.client.id)
    }

    @Test func `the mark of an older round says nothing about a newer one`() async throws {
        try await withRecords { bench in
            let post = PostID(stored: "p-1")
            for round in 1...2 {
                let verdict = VerdictRecord(post: post, verdict: .manualReview, contentVersion: "v\(round)")
                _ = try await bench.records.record([verdict], for: bench.client)
                _ = try #require(try await bench.decide(post, round: round, generation: Int64(round)))
                await bench.records.markPublished(post, round: 1, client: bench.client.id)
                await bench.records.flush()
            }
            #expect(try await unpublished(bench).map(\.decision.round) == [2])
        }
    }

    @Test func `a new version opens its round while an earlier result is not published, and neither is forgotten`()
        async throws
    {
        try await withRecords { bench in
            let post = PostID(stored: "p-1")
            for round in 1...3 {
                let verdict = VerdictRecord(post: post, verdict: .manualReview, contentVersion: "v\(round)")
                let answer = try await bench.records.record([verdict], for: bench.client).first
                guard case .stored(.pending, round, _) = answer else {
                    Issue.record("\(String(describing: answer))")
                    return
                }
                if round < 3 { _ = try #require(try await bench.decide(post, round: round, generation: Int64(round))) }
            }
            #expect(try await unpublished(bench).map(\.decision.round) == [1, 2])
            await bench.records.markPublished(post, round: 2, client: bench.client.id)
            try await bench.flush()
            #expect(try await unpublished(bench).map(\.decision.round) == [1])
            let record = try #require(try await bench.records.load(post, of: bench.client.id))
            #expect(record.decisions.map(\.isPublished) == [false, true])
            await bench.records.markPublished(post, round: 1, client: bench.client.id)
            try await bench.flush()
            #expect(try await bench.document(post)?["unpublished"] == nil)
        }
    }

    @Test func `what a release before wrote is read and goes on`() async throws {
        try await withRecords { bench in
            let post = PostID(stored: "p-1")
            try await bench.recordPending([post])
            _ = try #require(try await bench.decide(post))
            func rewind() async throws {
                try await bench.mongo.update(
                    in: MongoRecords.items,
                    MongoUpdate(["_id": ItemDocument.id(bench.client.id, post)], ["$set": ["unpublished": 1]])
                )
            }
            try await rewind()
            #expect(try await unpublished(bench).map(\.decision.round) == [1])
            await bench.records.markPublished(post, round: 1, client: bench.client.id)
            try await bench.flush()
            #expect(try await unpublished(bench) == [])
            try await rewind()
            let verdict = VerdictRecord(post: post, verdict: .manualReview, contentVersion: "v2")
            _ = try await bench.records.record([verdict], for: bench.client)
            _ = try #require(try await bench.decide(post, round: 2, generation: 2))
            #expect(try await unpublished(bench).map(\.decision.round) == [1, 2])
        }
    }

    @Test func `a mark of what is not there does nothing`() async throws {
        try await withRecords { bench async throws in
            let post = PostID(stored: "p-1")
            await bench.records.markPublished(post, round: 1, client: bench.client.id)
            await bench.records.markQueued([post: 1], epoch: 1, client: bench.client.id)
            await bench.records.flush()
            #expect(try await bench.document(post) == nil)
        }
    }
}
