import Moderation
import MongoClient
import MongoShared
import TestSupport
import Testing

@testable import MongoRecords

struct ResultsLogTests {
    private static let day: Int64 = 86_400_000

    private func read(
        _ bench: Bench,
        after cursor: ResultsCursor = .beginning,
        limit: Int = 1_000
    ) async throws -> [ResultsPage.Entry] {
        try await bench.records.results(of: bench.client, after: cursor, limit: limit).entries
    }

    private func change(_ post: PostID, _ update: BSONValue, _ bench: Bench) async throws {
        try await bench.mongo.update(
            in: MongoRecords.items,
            MongoUpdate(["_id": ItemDocument.id(bench.client.id, post)], update)
        )
    }

    @Test func `a decision is in the log as soon as it is stored, as it was made`() async throws {
        try await withRecords { bench in
            let all = try posts(1...3)
            try await bench.recordPending(all)
            var stored: [Decision] = []
            for post in all {
                let details = DecisionDetails(reason: "$r", policies: ["$p"], note: post == all[0] ? "n" : nil)
                let write = bench.write(post, outcome: .rejected, details: details)
                stored.append(try #require(try await bench.records.decide(write, for: bench.client.id)).decision)
                #expect(try await read(bench).map(\.stored.decision) == stored)
            }
            #expect(try await read(bench).map(\.number) == [1, 2, 3])
            #expect(try await read(bench, after: .behind(1), limit: 1).map(\.number) == [2])
            #expect(try await read(bench, after: .behind(3)) == [])
            // What is in the log is noted nowhere any more.
            #expect(try await bench.document(all[0])?.array("unlogged") == [])
            let other = try await bench.records.results(
                of: Client(id: try ClientID("other")),
                after: .beginning,
                limit: 9
            )
            #expect(other.entries == [])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `many who decide and append at once, on two servers, make one log without gaps`() async throws {
        try await withRecords(threads: 16) { bench in
            let all = try posts(1...240)
            try await bench.recordPending(all)
            let other = MongoRecords(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo))
            let client = bench.client
            // Workers who decide, and two readers who follow: they skip none, and get each once.
            let seen = try await atOnce(14) { worker -> [Int64] in
                let records = worker % 2 == 0 ? bench.records : other
                guard worker >= 12 else {
                    for index in stride(from: worker, to: all.count, by: 12) {
                        _ = try await bench.decide(all[index])
                        try await records.logResults(of: client)
                    }
                    return []
                }
                var numbers: [Int64] = []
                while numbers.count < all.count {
                    let page = try await records.results(of: client, after: .behind(numbers.last ?? 0), limit: 7)
                    numbers += page.entries.map(\.number)
                }
                return numbers
            }
            #expect(seen.filter { !$0.isEmpty } == [Array(1...240), Array(1...240)])
            let log = try await read(bench)
            #expect(log.map(\.number) == Array(1...240))
            #expect(Set(log.map(\.stored.decision.post)) == Set(all))
        }
    }

    @Test func `one that comes late is behind what was read, and one noted twice is there once`() async throws {
        try await withRecords { bench in
            let all = try posts(1...2)
            try await bench.recordPending(all)
            _ = try await bench.decide(all[0])
            try await change(all[0], ["$set": ["unlogged": []]], bench)
            _ = try await bench.decide(all[1])
            #expect(try await read(bench).map(\.stored.decision.post) == [all[1]])
            for post in all { try await change(post, ["$set": ["unlogged": [1]]], bench) }
            #expect(try await read(bench, after: .behind(1)).map(\.stored.decision.post) == [all[0]])
            #expect(try await read(bench).map(\.number) == [1, 2])
        }
    }

    @Test func `results expire, the newest last, and the numbers go on`() async throws {
        try await withRecords { bench in
            let all = try posts(1...4)
            try await bench.recordPending(all)
            for post in all.prefix(3) { _ = try await bench.decide(post) }
            let log = try await read(bench)
            let kept = bench.client.settings.resultsKept
            func documents() async throws -> [BSONDocument] {
                try await bench.mongo.find(in: MongoRecords.results, FindQuery(sort: ["n": 1]), limit: 9)
            }
            let expiries = log.map { ($0.stored.decision.decidedAt + kept).milliseconds }
            // What is in the log can be read a moment before that.
            try await eventually("all but the newest expire", within: .seconds(20)) {
                try await documents().map { $0.date("expires_at") } == [expiries[0], expiries[1], nil]
            }
            let indexes = try await bench.mongo.command(["listIndexes": "results"], kind: .read)
            let expiry = indexes.document("cursor")?.array("firstBatch")?.compactMap(\.documentValue)
                .first { $0.string("name") == "expiry" }
            #expect(expiry?.int64("expireAfterSeconds") == 0)
            // As MongoDB does in the course of time.
            try await bench.mongo.delete(from: MongoRecords.results, ["expires_at": ["$exists": true]], one: false)
            _ = try await bench.decide(all[3])
            #expect(try await read(bench, after: .behind(3)).map(\.number) == [4])
            try await eventually("the former newest expires", within: .seconds(20)) {
                try await documents().map { $0.date("expires_at") } == [expiries[2], nil]
            }
        }
    }

    @Test func `decisions of a release before the log are in it, once, where they are kept`() async throws {
        try await withRecords { bench in
            let all = try posts(1...5)
            try await bench.recordPending(all)
            for post in all.prefix(4) {
                _ = try await bench.decide(post)
                try await change(post, ["$unset": ["unlogged": ""]], bench)
            }
            let now = try await bench.records.now().milliseconds
            for (post, age) in [(all[0], 8 * Self.day), (all[1], 6 * Self.day), (all[2], 5 * Self.day)] {
                let at = BSONValue.date(milliseconds: now - age)
                try await change(post, ["$set": ["decided_at": at, "decisions.0.decided_at": at]], bench)
            }
            // One gets another round before anybody has looked.
            let newer = VerdictRecord(post: all[3], verdict: .manualReview, contentVersion: "2")
            _ = try await bench.records.record([newer], for: bench.client)
            _ = try await bench.decide(all[3], round: 2, generation: 2)
            let log = try await read(bench).map { "\($0.stored.decision.post) \($0.stored.decision.round)" }
            #expect(log == ["p-2 1", "p-3 1", "p-4 1", "p-4 2"])
            let another = MongoRecords(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo))
            #expect(try await another.results(of: bench.client, after: .beginning, limit: 9).entries.count == 4)
            let document = try await bench.mongo.findOne(in: MongoRecords.clients, FindQuery(["_id": "acme"]))
            #expect(document?.document("results_log")?["done_at"] != nil)
        }
    }

    @Test func `a place that a release before gave stands for one that skips nothing`() async throws {
        try await withRecords { bench in
            let all = try posts(1...3)
            try await bench.recordPending(all)
            let now = try await bench.records.now().milliseconds
            for (post, age) in zip(all, [3, 2, 0] as [Int64]) {
                _ = try await bench.decide(post)
                let at = BSONValue.date(milliseconds: now - age * Self.day)
                try await change(post, ["$set": ["decided_at": at, "decisions.0.decided_at": at]], bench)
            }
            try await bench.mongo.insert(
                into: "line_log",
                [["_id": "acme/000000000000001f", "at": .date(milliseconds: now - Self.day)]]
            )
            func numbers(_ text: String) async throws -> [Int64] {
                try await read(bench, after: try #require(ResultsCursor(text))).map(\.number)
            }
            #expect(try await numbers("\(now - 5 * Self.day)-0") == [1, 2, 3])
            #expect(try await numbers("\(now - 2 * Self.day)-7") == [2, 3])
            #expect(try await numbers("\(now - Self.day)-0") == [3])
            #expect(try await numbers("m1f-0") == [3])
            #expect(try await numbers("m1e-0") == [1, 2, 3], "what is not in the log any more says nothing")
            #expect(try await numbers("\(now - 2 * Self.day)-7~m1f-0") == [2, 3])
            #expect(try await numbers("\(now + 2 * Self.day)-0") == [])
            #expect(try await numbers("r2") == [3])
        }
    }
}
