import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct IsolationTests {
    @Test func `clients whose names and posts look alike do not meet`() async throws {
        try await withRecords { bench in
            let names = ["a", "a-b", "a_b", "aa", "0"]
            let texts = ["b/p", "p", "/p", "a/p", "$p", "a.b", "{\"$ne\":1}", "é", "e\u{301}", " p", "P", ".*", "p/"]
            let ids = try names.map { try ClientID($0) }
            let all = try texts.map { try PostID($0) }
            for id in ids {
                _ = try await bench.clients.add(Client(id: id))
                let verdicts = all.map { post in
                    VerdictRecord(post: post, verdict: .manualReview, payload: Payload(content: "{\"c\":\"\(id)\"}"))
                }
                let answers = try await bench.records.record(verdicts, for: Client(id: id))
                #expect(answers.allSatisfy { if case .stored = $0 { true } else { false } })
            }
            // All that changes anything, on one client.
            _ = try await bench.records.requeue(all, epoch: 2, client: ids[0])
            await bench.records.markQueued(firstRounds(of: all), epoch: 2, client: ids[0])
            for post in all.dropFirst() {
                let write = bench.write(post, generation: Generation.floor(ofEpoch: 2).number)
                _ = try #require(try await bench.records.decide(write, for: ids[0]))
            }
            _ = try await bench.records.raiseEpoch(of: Client(id: ids[0]), from: 1)
            for id in ids.dropFirst() {
                for post in all {
                    let record = try await bench.records.load(post, of: id)
                    #expect(record?.status == .pending && record?.decisions.isEmpty == true)
                    #expect(record?.item.payload.content == "{\"c\":\"\(id)\"}")
                    #expect(try await bench.document(post, of: id)?.int64("fence") == 0)
                }
                let strays = try await bench.records.unqueued(before: 1, olderThan: .zero, limit: 99, client: id)
                #expect(Set(strays) == Set(all))
                let unpublished = try await bench.records.unpublished(olderThan: .seconds(-1), limit: 99, client: id)
                #expect(unpublished.isEmpty)
                #expect(try await bench.records.epoch(of: id) == 1)
            }
            let nobody = try ClientID("a-")
            for post in all { #expect(try await bench.records.load(post, of: nobody) == nil) }
        }
    }
}
