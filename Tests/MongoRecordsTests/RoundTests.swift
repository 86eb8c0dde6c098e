import Moderation
import MongoClient
import MongoShared
import TestSupport
import Testing

@testable import MongoRecords

struct RoundTests {
    private let post = PostID(stored: "p-1")

    private func verdict(_ version: String?, content: String = "{}") -> VerdictRecord {
        VerdictRecord(
            post: post,
            verdict: .manualReview,
            contentVersion: version,
            payload: Payload(content: content)
        )
    }

    @Test func `another content version opens the next round with the new content`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v1", content: #"{"n":1}"#)], for: bench.client)
            await bench.records.markQueued([post: 1], epoch: 1, client: bench.client.id)
            let answers = try await bench.records.record([verdict("v2", content: #"{"n":2}"#)], for: bench.client)
            let record = try #require(try await bench.records.load(post, of: bench.client.id))
            #expect(answers == [.stored(status: .pending, round: 2, item: record.item)])
            #expect(record.item.round == 2 && record.item.payload.content == #"{"n":2}"#)
            #expect(record.contentVersion == "v2")
            // The new round stands in no line yet.
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test func `two servers that get a new version at once open one round`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v0")], for: bench.client)
            for version in 1...20 {
                let other = MongoRecords(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo))
                let answers = try await atOnce(2) { number in
                    let records = number == 0 ? bench.records : other
                    return try await records.record([verdict("v\(version)")], for: bench.client)
                }
                let opened = answers.joined().count { if case .stored = $0 { true } else { false } }
                #expect(opened == 1)
                #expect(answers.contains([.duplicate(status: .pending, round: version + 1)]))
            }
        }
    }

    @Test func `however often a post comes anew, its document has an end, and no decision is lost`() async throws {
        try await withRecords { bench in
            let rounds = 150
            let id = bench.client.id
            for round in 1...rounds {
                let answers = try await bench.records.record([verdict("v\(round)")], for: bench.client)
                guard case .stored(_, round, _) = answers.first else {
                    Issue.record("round \(round): \(answers)")
                    return
                }
                let write = bench.write(post, round: round, generation: Int64(round) << 32)
                #expect(try await bench.records.decide(write, for: id) != nil)
                if round == 100 {
                    // A server dies between the copy and what follows it.
                    let item = try #require(try await bench.document(post))
                    let first = try #require(item.array("decisions")?.first?.documentValue)
                    let number = try first.required("round", \.countValue)
                    try await bench.mongo.insert(
                        into: MongoRecords.oldDecisions,
                        [
                            [
                                "_id": .string("\(id)/\(post)/\(number)"), "item": ItemDocument.id(id, post),
                                "round": .int(number), "decision": .document(first),
                            ]
                        ]
                    )
                    #expect(try await bench.records.load(post, of: id)?.decisions.count == 100)
                }
                // One is not published for long.
                if round != 3 { await bench.records.markPublished(post, round: round, client: id) }
                if round % 10 == 0 {
                    await bench.records.flush()
                    try await bench.records.logResults(of: bench.client)
                }
            }
            await bench.records.flush()
            let decisions = try #require(try await bench.records.load(post, of: id)).decisions
            #expect(decisions.map(\.decision.round) == Array(1...rounds))
            let kept = try #require(try await bench.document(post)?.array("decisions"))
            #expect(kept.count <= MongoRecords.mostDecisions + 1)
            let unpublished = try await bench.records.unpublished(olderThan: .seconds(-1), limit: 9, client: id)
            #expect(unpublished.map(\.decision.round) == [3])
            let results = try await bench.records.results(of: bench.client, after: .beginning, limit: 999)
            #expect(results.entries.map(\.stored.decision.round) == Array(1...rounds))
        }
    }

    @Test func `a verdict without a version on a post that has one is a duplicate`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v1")], for: bench.client)
            #expect(
                try await bench.records.record([verdict(nil)], for: bench.client) == [
                    .duplicate(status: .pending, round: 1)
                ]
            )
        }
    }

    @Test func `a first version on a post without one opens a round`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict(nil)], for: bench.client)
            _ = try await bench.records.record([verdict("v1")], for: bench.client)
            #expect(try await bench.records.load(post, of: bench.client.id)?.item.round == 2)
        }
    }

    @Test func `versions are bytes: two spellings of one character are two versions`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("\u{E9}")], for: bench.client)
            _ = try await bench.records.record([verdict("e\u{301}")], for: bench.client)
            #expect(try await bench.records.load(post, of: bench.client.id)?.item.round == 2)
        }
    }

    @Test func `a new version of a decided post keeps the decision and can be decided again`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.record([verdict("v1")], for: bench.client)
            let first = try #require(try await bench.decide(post, generation: 5))
            await bench.records.markPublished(post, round: 1, client: bench.client.id)
            _ = try await bench.records.record([verdict("v2")], for: bench.client)
            let open = try await bench.records.load(post, of: bench.client.id)
            #expect(open?.status == .pending && open?.decisions == [first] && open?.decision == nil)
            #expect(try await bench.decide(post, round: 1, generation: 6) == nil)
            let second = try #require(try await bench.decide(post, round: 2, generation: 6))
            #expect(try await bench.records.load(post, of: bench.client.id)?.decisions == [first, second])
        }
    }

    @Test func `what a stream sends again opens no round, even behind a newer version`() async throws {
        try await withRecords { bench in
            func sent(_ entry: String, _ version: String?, stream: Int64 = 7) -> VerdictRecord {
                var sent = verdict(version)
                sent.position = StreamPosition(stream: Generation(stream), entry: entry)
                return sent
            }
            for _ in 1...2 {
                for (entry, version) in [("9-0", "v1"), ("10-0", "v2"), ("10-1", "v2")] {
                    _ = try await bench.records.record([sent(entry, version)], for: bench.client)
                }
                #expect(try await bench.document(post)?.string("stream_position") == "7/10-0")
                #expect(try await bench.records.load(post, of: bench.client.id)?.item.round == 2)
            }
            // Another door does not make the stream's past come back.
            _ = try await bench.records.record([verdict("v3")], for: bench.client)
            let again = try await bench.records.record([sent("10-0", "v2")], for: bench.client)
            #expect(again == [.duplicate(status: .pending, round: 3)])
            // A stream begun anew may start at lower ids.
            _ = try await bench.records.record([sent("1-0", "v4", stream: 8)], for: bench.client)
            #expect(try await bench.records.load(post, of: bench.client.id)?.contentVersion == "v4")
        }
    }
}
