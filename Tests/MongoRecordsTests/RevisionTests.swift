import Moderation
import MongoClient
import MongoShared
import Testing

@testable import MongoRecords

struct RevisionTests {
    private let post = PostID(stored: "p-1")

    private func verdict(_ version: String?, _ revision: Int64?, _ verdict: Verdict = .manualReview) -> VerdictRecord {
        VerdictRecord(post: post, verdict: verdict, contentVersion: version, revision: revision)
    }

    @Test func `a late retry of an older revision changes nothing`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v1", 1)], for: bench.client)
            _ = try await bench.records.record([verdict("v2", 2)], for: bench.client)
            let before = try await bench.document(post)
            for late in [verdict("v1", 1), verdict("v2", 2), verdict("v0", 0, .approved), verdict(nil, 1)] {
                #expect(
                    try await bench.records.record([late], for: bench.client) == [
                        .duplicate(status: .pending, round: 2, isStale: true)
                    ]
                )
            }
            #expect(try await bench.document(post) == before)
            #expect(before?.int64("revision") == 2 && before?.string("content_version") == "v2")
        }
    }

    @Test func `a higher revision of the same version is a duplicate, and the newest known rises`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v1", nil)], for: bench.client)
            for raising in [verdict("v1", 5), verdict(nil, 7)] {
                #expect(
                    try await bench.records.record([raising], for: bench.client) == [
                        .duplicate(status: .pending, round: 1)
                    ]
                )
            }
            #expect(
                try await bench.records.record([verdict("v2", 6)], for: bench.client) == [
                    .duplicate(status: .pending, round: 1, isStale: true)
                ]
            )
            #expect(try await bench.records.load(post, of: bench.client.id)?.revision == 7)
        }
    }

    @Test func `what the AI settles has its place in the order, too`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v2", 2, .approved)], for: bench.client)
            #expect(
                try await bench.records.record([verdict("v1", 1)], for: bench.client) == [
                    .duplicate(status: .approved, round: 1, isStale: true)
                ]
            )
            _ = try await bench.records.record([verdict("v3", 3, .rejected)], for: bench.client)
            #expect(try await bench.records.load(post, of: bench.client.id)?.status == .rejected)
        }
    }

    /// Whatever order they arrive in, the newest is what stands in the end.
    @Test func `two servers that get versions in any order end with the newest`() async throws {
        try await withRecords { bench in
            let other = MongoRecords(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo))
            for run in 0..<12 {
                let post = PostID(stored: "race-\(run)")
                // A higher revision can be of a text that was there before.
                let verdicts = [("a", 1), ("b", 2), ("a", 3), ("b", 4), ("a", 5)].map { version, revision in
                    VerdictRecord(
                        post: post,
                        verdict: .manualReview,
                        contentVersion: version,
                        revision: Int64(revision)
                    )
                }.shuffled()
                _ = try await atOnce(verdicts.count) { number in
                    let records = number % 2 == 0 ? bench.records : other
                    return try await records.record([verdicts[number]], for: bench.client)
                }
                let record = try #require(try await bench.records.load(post, of: bench.client.id))
                #expect(record.revision == 5 && record.contentVersion == "a", "\(verdicts.map(\.revision))")
            }
        }
    }
}
