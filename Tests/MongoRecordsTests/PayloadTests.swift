import Moderation
import MongoRecords
import Testing

struct PayloadTests {
    @Test func `payloads are those of the rounds asked for, and newer rounds are left out`() async throws {
        try await withRecords { bench in
            let one = PostID(stored: "p-1")
            let two = PostID(stored: "p-2")
            let payload = Payload(content: #"{"n":12345678901234567890}"#, ai: #"{"$x":1}"#, metadata: #"{"m":1}"#)
            for post in [one, two] {
                let verdict = VerdictRecord(
                    post: post,
                    verdict: .manualReview,
                    contentVersion: "1",
                    payload: payload
                )
                _ = try await bench.records.record([verdict], for: bench.client)
            }
            let newer = VerdictRecord(post: two, verdict: .manualReview, contentVersion: "2")
            _ = try await bench.records.record([newer], for: bench.client)
            let wanted = [one: 1, two: 1, PostID(stored: "p-3"): 1]
            #expect(try await bench.records.payloads(of: wanted, client: bench.client.id) == [one: payload])
            #expect(try await bench.records.payloads(of: [two: 2], client: bench.client.id) == [two: Payload()])
        }
    }

    @Test func `more than one answer of MongoDB holds is read in several`() async throws {
        try await withRecords { bench in
            let text = #"{"text":"\#(String(repeating: "x", count: 1_000_000))"}"#
            let posts = try posts(1...20)
            for post in posts {
                let verdict = VerdictRecord(post: post, verdict: .manualReview, payload: Payload(content: text))
                _ = try await bench.records.record([verdict], for: bench.client)
            }
            let found = try await bench.records.payloads(of: firstRounds(of: posts), client: bench.client.id)
            #expect(found.count == 20)
            #expect(found.values.allSatisfy { $0.content == text })
        }
    }
}
