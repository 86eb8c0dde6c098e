import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct WithdrawTests {
    private let post = PostID(stored: "p-1")

    private func record(_ verdict: Verdict, version: String?, in bench: Bench) async throws {
        let record = VerdictRecord(post: post, verdict: verdict, contentVersion: version)
        _ = try await bench.records.record([record], for: bench.client)
    }

    private func ended(_ bench: Bench, age: Duration = .zero) async throws -> [EndedRound] {
        try await bench.records.ended(olderThan: age, limit: 10, client: bench.client.id)
    }

    @Test func `a pending item is withdrawn once, at the server's own time`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            let id = bench.client.id
            #expect(try await bench.records.withdraw(post, client: id) == .withdrawn(round: 1))
            let first = try #require(try await bench.records.load(post, of: id))
            #expect(first.status == .withdrawn)
            let withdrawnAt = try #require(first.withdrawnAt)
            #expect(withdrawnAt >= first.item.queuedAt)
            #expect(first.log.map(\.kind) == [.ingested, .queued, .withdrawn])
            #expect(first.log.map(\.at) == [first.item.queuedAt, first.item.queuedAt, withdrawnAt])
            #expect(try await bench.records.withdraw(post, client: id) == .withdrawn(round: 1))
            #expect(try await bench.records.load(post, of: id) == first)
            #expect(try await bench.decide(post) == nil)
        }
    }

    @Test func `what a person decided is not withdrawn, what the AI settled is`() async throws {
        try await withRecords { bench in
            let id = bench.client.id
            #expect(try await bench.records.withdraw(post, client: id) == .absent)
            try await bench.recordPending([post])
            let stored = try #require(try await bench.decide(post))
            #expect(try await bench.records.withdraw(post, client: id) == .decided(stored))
            #expect(try await bench.records.load(post, of: id)?.status == .approved)
            await bench.records.markPublished(post, round: 1, client: id)
            // The decision was about the round before.
            try await record(.approved, version: "2", in: bench)
            #expect(try await bench.records.withdraw(post, client: id) == .withdrawn(round: 2))
            let record = try await bench.records.load(post, of: id)
            #expect(record?.status == .withdrawn && record?.decisions == [stored])
        }
    }

    @Test func `30 races between a decision and a withdrawal have one winner each`() async throws {
        try await withRecords { bench in
            let all = try posts(1...30)
            try await bench.recordPending(all)
            for post in all {
                async let decision = bench.decide(post)
                async let withdrawal = bench.records.withdraw(post, client: bench.client.id)
                let stored = try await decision
                #expect(try await withdrawal == stored.map(WithdrawAnswer.decided) ?? .withdrawn(round: 1))
                let record = try await bench.records.load(post, of: bench.client.id)
                #expect(record?.status == (stored == nil ? .withdrawn : .approved))
                #expect(record?.decisions == [stored].compactMap(\.self))
            }
        }
    }

    @Test func `an ended round is told until it is marked as out`() async throws {
        try await withRecords { bench in
            let id = bench.client.id
            try await bench.recordPending([post])
            #expect(try await ended(bench) == [])
            _ = try await bench.records.withdraw(post, client: id)
            #expect(try await ended(bench) == [EndedRound(post: post, round: 1)])
            #expect(try await ended(bench, age: .seconds(60)) == [])
            // A mark of an older round says nothing of this one.
            await bench.records.markOut(EndedRound(post: post, round: 0), client: id)
            try await bench.flush()
            #expect(try await ended(bench) == [EndedRound(post: post, round: 1)])
            await bench.records.markOut(EndedRound(post: post, round: 1), client: id)
            try await bench.flush()
            #expect(try await ended(bench) == [])
        }
    }

    @Test func `a version that needs no review ends the round before, one that needs it does not`() async throws {
        try await withRecords { bench in
            try await record(.manualReview, version: "1", in: bench)
            try await record(.manualReview, version: "2", in: bench)
            #expect(try await ended(bench) == [])
            try await record(.rejected, version: "3", in: bench)
            #expect(try await ended(bench) == [EndedRound(post: post, round: 2)])
        }
    }

    @Test func `the log keeps the rounds before, and says which were superseded`() async throws {
        try await withRecords { bench in
            let id = bench.client.id
            try await record(.manualReview, version: "1", in: bench)
            try await record(.manualReview, version: "2", in: bench)
            _ = try await bench.decide(post, round: 2)
            await bench.records.markPublished(post, round: 2, client: id)
            try await record(.approved, version: "3", in: bench)
            _ = try await bench.records.withdraw(post, client: id)
            try await record(.manualReview, version: "4", in: bench)
            let loaded = try #require(try await bench.records.load(post, of: id))
            let log = loaded.log.map { "\($0.kind) \($0.round)" }
            #expect(
                log == [
                    "ingested 1", "queued 1", "superseded 1", "ingested 2", "queued 2", "ingested 3", "withdrawn 3",
                    "ingested 4", "queued 4",
                ]
            )
            #expect(loaded.withdrawnAt == nil)
        }
    }

    @Test func `the log keeps the newest 200 entries`() async throws {
        try await withRecords { bench in
            for version in 1...70 { try await record(.manualReview, version: "\(version)", in: bench) }
            let log = try #require(try await bench.records.load(post, of: bench.client.id)).log
            #expect(log.count == 200)
            #expect(log.last?.kind == .queued && log.last?.round == 70)
            _ = try await bench.records.withdraw(post, client: bench.client.id)
            let after = try #require(try await bench.records.load(post, of: bench.client.id)).log
            #expect(after.count == 200 && after.last?.kind == .withdrawn && after.dropLast() == log.dropFirst())
        }
    }

    @Test func `a withdrawal or a decision that comes between a new version and its round is seen`() async throws {
        try await withRecords { bench in
            let id = bench.client.id
            for (number, post) in try posts(1...60).enumerated() {
                try await bench.recordPending([post])
                // A mark that waits is written between the look at the round and the write that ends it.
                await bench.records.markQueued([post: 1], epoch: 1, client: id)
                let newer = VerdictRecord(post: post, verdict: .manualReview, contentVersion: "2")
                async let opened = bench.records.record([newer], for: bench.client)
                if number.isMultiple(of: 2) {
                    _ = try await bench.records.withdraw(post, client: id)
                } else if try await bench.decide(post) != nil {
                    await bench.records.markPublished(post, round: 1, client: id)
                }
                _ = try await opened
                let record = try #require(try await bench.records.load(post, of: id))
                let ends = record.history(with: []).filter { $0.round == 1 }.dropFirst(2)
                #expect(ends.count == 1, "\(ends.map(\.kind))")
            }
        }
    }
}
