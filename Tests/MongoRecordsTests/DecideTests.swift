import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct DecideTests {
    private let post = PostID(stored: "p-1")

    @Test func `a decision is stored once, at the server's own time`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            let before = try await serverTime(bench)
            let stored = try #require(try await bench.decide(post))
            let after = try await serverTime(bench)
            #expect((before...after).contains(stored.decision.decidedAt.milliseconds))
            #expect(stored.epoch == 1 && stored.decision.claimID == "claim-1")
            let document = try await bench.document(post)
            #expect(document?.date("decided_at") == stored.decision.decidedAt.milliseconds)
            // Neither again nor otherwise.
            #expect(try await bench.decide(post, generation: 2) == nil)
            let other = bench.write(post, outcome: .rejected, moderator: "ben", generation: 3)
            #expect(try await bench.records.decide(other, for: bench.client.id) == nil)
            let record = try await bench.records.load(post, of: bench.client.id)
            #expect(record?.status == .approved && record?.decisions == [stored] && record?.decision == stored)
        }
    }

    private func serverTime(_ bench: Bench) async throws -> Int64 {
        try await bench.mongo.command(["hello": 1], kind: .readWrite).required("localTime", \.dateMilliseconds)
    }

    @Test func `a decision on another round, on no item, or under a fence is refused`() async throws {
        try await withRecords { bench in
            #expect(try await bench.decide(post) == nil)
            try await bench.recordPending([post])
            #expect(try await bench.decide(post, round: 2) == nil)
            #expect(try await bench.decide(post, round: 0) == nil)
            _ = try await bench.records.fence(post, round: 1, above: Generation(6), client: bench.client.id)
            #expect(try await bench.decide(post, generation: 6) == nil)
            #expect(try await bench.records.load(post, of: bench.client.id)?.status == .pending)
            #expect(try await bench.decide(post, generation: 7) != nil)
        }
    }

    @Test func `what the AI alone decided is not pending, and not decided by people`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([VerdictRecord(post: post, verdict: .approved)], for: bench.client)
            #expect(try await bench.decide(post) == nil)
        }
    }

    @Test func `texts that look like field names, variables and operators are kept as they are`() async throws {
        try await withRecords { bench in
            try await bench.recordPending([post])
            let details = DecisionDetails(
                reason: "$status",
                policies: ["$$ROOT", "{\"$ne\":1}", "$", ""],
                note: "$$NOW"
            )
            let write = DecisionWrite(
                id: "$decision_id",
                post: post,
                round: 1,
                outcome: .rejected,
                moderator: ModeratorName(stored: "$moderator"),
                claimID: "$$CURRENT._id",
                generation: Generation(1),
                epoch: 4,
                details: details
            )
            let stored = try #require(try await bench.records.decide(write, for: bench.client.id))
            #expect(stored.decision.id == "$decision_id" && stored.decision.claimID == "$$CURRENT._id")
            #expect(stored.decision.details == details && stored.decision.moderator == write.moderator)
            #expect(try await bench.records.load(post, of: bench.client.id)?.decisions == [stored])
        }
    }

    @Test func `30 races between approving and rejecting end in one decision each`() async throws {
        try await withRecords { bench in
            let all = try posts(1...30)
            try await bench.recordPending(all)
            let decided = try await atOnce(60) { number in
                let outcome: Outcome = number.isMultiple(of: 2) ? .approved : .rejected
                let write = bench.write(all[number / 2], outcome: outcome, generation: 7)
                return try await bench.records.decide(write, for: bench.client.id)
            }.compactMap(\.self)
            #expect(Set(decided.map(\.decision.post)) == Set(all) && decided.count == 30)
            for stored in decided {
                let record = try await bench.records.load(stored.decision.post, of: bench.client.id)
                #expect(record?.decisions == [stored])
                #expect(record?.status.rawValue == stored.decision.outcome.rawValue)
            }
        }
    }
}
