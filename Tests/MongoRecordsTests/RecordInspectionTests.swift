import Moderation
import MongoClient
import MongoShared
import TestSupport
import Testing

@testable import MongoRecords

struct RecordInspectionTests {
    /// All pages of a selection, and how many there were.
    private func all(
        _ selection: RecordSelection,
        in records: any InspectableRecords,
        of client: ClientID,
        epoch: Int64 = 2,
        limit: Int
    ) async throws -> (posts: [String], pages: Int) {
        var posts: [String] = []
        var (cursor, pages): (Timestamp?, Int) = (nil, 0)
        repeat {
            let page = try await records.page(of: selection, in: epoch, after: cursor, limit: limit, client: client)
            posts += page.rounds.map(\.post.description)
            cursor = page.next
            pages += 1
        } while cursor != nil && pages < 100
        return (posts, pages)
    }

    @Test func `each selection is gone through whole, also where many are due at one instant`() async throws {
        try await withRecords { bench in
            let all = try posts(1...60)
            // Each call's are due at one instant.
            for start in stride(from: 0, to: 60, by: 15) {
                try await bench.recordPending(Array(all[start..<start + 15]))
            }
            let client = bench.client.id
            await bench.records.markQueued(firstRounds(of: Array(all[0..<40])), epoch: 2, client: client)
            await bench.records.markQueued(firstRounds(of: Array(all[40..<50])), epoch: 1, client: client)
            try await bench.records.shelve(Array(all[55..<60]), client: client)
            for post in all[0..<5] { #expect(try await bench.decide(post) != nil) }
            await bench.records.markPublished(all[0], round: 1, client: client)
            try await bench.flush()

            let expected: [(RecordSelection, ArraySlice<PostID>)] = [
                (.marked, all[5..<40]), (.unmarked, all[40..<55]), (.unpublished, all[1..<5]),
            ]
            for (selection, posts) in expected {
                for limit in [1, 4, 7, 100] {
                    let seen = try await self.all(selection, in: bench.records, of: client, limit: limit)
                    #expect(seen.posts.sorted() == posts.map(\.description).sorted(), "\(selection), \(limit)")
                    #expect(seen.pages > 1 || limit > 4)
                }
            }
        }
    }

    @Test func `what is told of a round is what the reference tells`() async throws {
        try await withRecords { bench in
            let reference = MemoryRecords()
            let all = try posts(1...5)
            let client = bench.client
            for records in [bench.records as any ItemRecords & InspectableRecords, reference] {
                let verdicts = all.map { VerdictRecord(post: $0, verdict: .manualReview, contentVersion: "1") }
                _ = try await records.record(verdicts, for: client)
                await records.markQueued(firstRounds(of: Array(all[0..<4])), epoch: 2, client: client.id)
                #expect(try await records.decide(bench.write(all[1]), for: client.id) != nil)
                #expect(try await records.decide(bench.write(all[2]), for: client.id) != nil)
                await records.markPublished(all[2], round: 1, client: client.id)
                _ = try await records.withdraw(all[3], client: client.id)
                await bench.records.flush()
                let newer = VerdictRecord(post: all[2], verdict: .manualReview, contentVersion: "2")
                _ = try await records.record([newer], for: client)
                try await records.shelve([all[4]], client: client.id)
                await bench.records.flush()
                let page = try await records.recorded(all + [PostID("unknown")], client: client.id)
                let told = page.rounds.map { round in
                    "\(round.post) \(round.round) \(round.status) \(round.queuedIn ?? 0) \(round.isOnShelf) \(round.isUnpublished)"
                }
                #expect(
                    told.sorted() == [
                        "p-1 1 pending 2 false false", "p-2 1 approved 2 false true", "p-3 2 pending 0 false false",
                        "p-4 1 withdrawn 2 false false", "p-5 1 pending 0 true false",
                    ]
                )
                #expect(page.rounds.allSatisfy { $0.since <= page.now })
            }
        }
    }

    @Test func `the newest change of a round is what it is so since`() async throws {
        try await withRecords { bench in
            let post = PostID(stored: "p")
            try await bench.recordPending([post])
            let first = try #require(try await bench.records.recorded([post], client: bench.client.id).rounds.first)
            try await eventually("time passes") {
                try await bench.records.clock.now(byReadingWithin: .zero) > first.since
            }
            let stored = try #require(try await bench.decide(post))
            let second = try #require(try await bench.records.recorded([post], client: bench.client.id).rounds.first)
            #expect(second.since == stored.decision.decidedAt && second.since > first.since)
        }
    }
}
