import Moderation
import Testing

@testable import MongoRecords

struct FenceTests {
    private let post = PostID(stored: "p-1")

    @Test func `a fence refuses what it is above, and never comes down`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            for generation: Int64 in [9, 3] {
                let answer = try await bench.records.fence(
                    post,
                    round: 1,
                    above: Generation(generation),
                    client: bench.client.id
                )
                #expect(answer == .fenced)
            }
            #expect(try await bench.decide(post, generation: 9) == nil)
            #expect(try await bench.decide(post, generation: 10) != nil)
        }
    }

    @Test func `a fence that comes too late gives the decision`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            let stored = try #require(try await bench.decide(post, generation: 4))
            let answer = try await bench.records.fence(post, round: 1, above: Generation(4), client: bench.client.id)
            #expect(answer == .decided(stored))
        }
    }

    @Test func `of a decision and a fence at once, one gets through`() async throws {
        try await withRecords { bench in
            let all = try posts(1...30)
            try await bench.recordPending(all)
            try await withThrowingTaskGroup { group in
                for post in all {
                    group.addTask {
                        async let decided = bench.decide(post, generation: 4)
                        let fenced = try await bench.records.fence(
                            post,
                            round: 1,
                            above: Generation(4),
                            client: bench.client.id
                        )
                        let stored = try await decided
                        #expect(fenced == (stored.map(FenceAnswer.decided) ?? .fenced))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a round that is over, or never was, needs no fence`() async throws {
        try await withRecords { bench in
            let missing = try await bench.records.fence(post, round: 1, above: Generation(1), client: bench.client.id)
            #expect(missing == .over)
            for version in ["v1", "v2"] {
                let verdict = VerdictRecord(post: post, verdict: .manualReview, contentVersion: version)
                _ = try await bench.records.record([verdict], for: bench.client)
            }
            let old = try await bench.records.fence(post, round: 1, above: Generation(9), client: bench.client.id)
            #expect(old == .over)
            // The newer round is untouched by it.
            #expect(try await bench.decide(post, round: 2, generation: 1) != nil)
        }
    }

    @Test func `an older round's decision is found behind a newer round`() async throws {
        try await withRecords { bench in
            let versions = ["v1", "v2"].map { VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0) }
            _ = try await bench.records.record([versions[0]], for: bench.client)
            let stored = try #require(try await bench.decide(post))
            await bench.records.markPublished(post, round: 1, client: bench.client.id)
            _ = try await bench.records.record([versions[1]], for: bench.client)
            let answer = try await bench.records.fence(post, round: 1, above: Generation(1), client: bench.client.id)
            #expect(answer == .decided(stored))
        }
    }
}
