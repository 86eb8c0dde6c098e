import Moderation
import MongoClient
import Testing

@testable import MongoRecords

/// What the server's profiler says of the queries that really ran, on 20,000 items of two clients.
struct IndexTests {
    @Test func `each query is answered by its index, in order, without sorting in memory`() async throws {
        try await withRecords { bench in
            try await fill(bench)
            let id = bench.client.id
            // Nothing is left of before the log.
            try await bench.records.logResults(of: bench.client)
            _ = try await bench.mongo.command(["profile": 2], kind: .readWrite)
            let strays = try await bench.records.unqueued(before: 9, olderThan: .zero, limit: 500, client: id)
            let results = try await bench.records.unpublished(olderThan: .seconds(-1), limit: 200, client: id)
            let ended = try await bench.records.ended(olderThan: .zero, limit: 200, client: id)
            let items = try await bench.records.requeue(strays, epoch: 9, client: id)
            _ = try await bench.records.load(strays[0], of: id)
            try await bench.records.logResults(of: bench.client)
            _ = try await bench.records.decide(bench.write(strays[0], generation: 9 << 32), for: id)
            _ = try await bench.mongo.command(["profile": 0], kind: .readWrite)
            #expect(strays.count == 500 && items.count == 500 && results.count == 200)
            #expect(ended.count == 200)
            try await expectPlans(bench)
        }
    }

    @Test func `what is on the shelf is counted without reading an item`() async throws {
        try await withRecords { bench in
            let posts = try (1...300).map { try PostID("p\($0)") }
            try await bench.recordPending(posts)
            try await bench.records.shelve(posts, client: bench.client.id)
            _ = try await bench.mongo.command(["profile": 2], kind: .readWrite)
            #expect(try await bench.records.shelf(of: bench.client.id).map(\.count) == [300])
            _ = try await bench.mongo.command(["profile": 0], kind: .readWrite)
            let entries = try await bench.mongo.find(in: "system.profile", limit: 1_000)
                .filter { $0.string("ns")?.hasSuffix(".items") == true }
            // The first queue, its count, and that there is no other queue.
            #expect(entries.count == 3)
            for entry in entries { #expect(entry.int64("docsExamined") == 0, "\(entry)") }
        }
    }

    private func expectPlans(_ bench: Bench) async throws {
        let entries = try await bench.mongo.find(in: "system.profile", limit: 1_000)
            .filter { $0.string("ns")?.hasSuffix(".items") == true }
        var seen: [String: Int] = [:]
        for entry in entries {
            let stages = Self.stages(of: try entry.required("execStats", \.documentValue))
            let index = stages.compactMap(\.index).first ?? "none"
            seen[index, default: 0] += 1
            #expect(!stages.contains { $0.name == "SORT" || $0.name == "COLLSCAN" }, "\(entry)")
            #expect(entry.int64("docsExamined") ?? 0 <= 600, "\(entry)")
            #expect(entry.int64("keysExamined") ?? 0 <= 1_100, "\(entry)")
        }
        // Skipping through five lines and once to the end, and reading them; the results; the ended rounds; four calls by id.
        #expect(
            seen == [
                "pending_by_line": 7, "unpublished_results": 1, "ended_rounds": 1, "_id_": 5, "unlogged_results": 1,
            ]
        )
    }

    private struct Stage {
        let name: String
        let index: String?
    }

    private static func stages(of node: BSONDocument) -> [Stage] {
        var found = [Stage(name: node.string("stage") ?? "", index: node.string("indexName"))]
        if found[0].name == "IDHACK" { found[0] = Stage(name: "IDHACK", index: "_id_") }
        let inner = [node.document("inputStage")] + (node.array("inputStages") ?? []).map(\.documentValue)
        for child in inner.compactMap(\.self) { found += stages(of: child) }
        return found
    }

    /// Of every 20 items, 10 are pending in five lines, 5 have an ended round, and 5 are decided and unpublished.
    private func fill(_ bench: Bench) async throws {
        for client in [bench.client, Client(id: try ClientID("other"))] {
            for chunk in 0..<10 {
                let documents = (0..<1_000).map { number in
                    document(chunk * 1_000 + number, of: client)
                }
                try await bench.mongo.insert(into: MongoRecords.items, documents, ordered: false)
            }
        }
    }

    private func document(_ number: Int, of client: Client) -> BSONDocument {
        let post = PostID(stored: "p-\(number)")
        let kind = number % 20
        let verdict = VerdictRecord(post: post, verdict: kind < 10 ? .manualReview : .approved)
        // Due in another order than inserted.
        let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number * 7_919 % 10_007))
        var document: BSONDocument = ["_id": ItemDocument.id(client.id, post)]
        document.fields += ItemDocument.fields(verdict, client: client, round: 1, at: time).fields
        document["fence"] = 0
        document["queued_in"] = .int(kind < 10 ? kind % 5 : 0)
        if (10..<15).contains(kind) {
            document["ended"] = 1
            document["ended_at"] = .date(milliseconds: time.milliseconds)
        }
        if kind >= 15 {
            document["unpublished"] = 1
            document["decided_at"] = .date(milliseconds: time.milliseconds)
            document["decisions"] = [
                [
                    "decision_id": "d", "round": 1, "outcome": "approved", "moderator": "ann", "claim_id": "c",
                    "generation": 1, "epoch": 1, "decided_at": .date(milliseconds: time.milliseconds), "policies": [],
                ]
            ]
        }
        return document
    }
}
