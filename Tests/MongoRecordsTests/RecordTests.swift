import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct RecordTests {
    private let post = PostID(stored: "p-1")

    @Test func `a new post is stored pending, due after the target wait of its priority`() async throws {
        try await withRecords { bench in
            let payload = Payload(content: #"{"text":"hi"}"#, ai: #"{"labels":["spam"]}"#)
            let verdict = VerdictRecord(
                post: post,
                verdict: .manualReview,
                queue: .escalated,
                priority: .high,
                payload: payload,
                labels: ["spam"]
            )
            let answers = try await bench.records.record([verdict], for: bench.client)
            let loaded = try await bench.records.load(post, of: bench.client.id)
            let record = try #require(loaded)
            #expect(answers == [.stored(status: .pending, round: 1, item: record.item)])
            #expect(record.status == .pending && record.verdict == .manualReview && record.decisions.isEmpty)
            #expect(record.item.queue == .escalated && record.item.priority == .high)
            #expect(record.item.dueAt == record.item.queuedAt + .seconds(1_800))
            #expect(record.item.payload == payload)
            let document = try #require(try await bench.document(post))
            #expect(document.string("client") == "acme" && document.array("labels") == ["spam"])
        }
    }

    @Test func `the same post sent again is a duplicate and changes nothing`() async throws {
        try await withRecords { bench in
            let first = VerdictRecord(post: post, verdict: .manualReview, payload: Payload(content: #"{"n":1}"#))
            let second = VerdictRecord(post: post, verdict: .rejected, payload: Payload(content: #"{"n":2}"#))
            _ = try await bench.records.record([first], for: bench.client)
            let before = try await bench.document(post)
            #expect(
                try await bench.records.record([second], for: bench.client) == [.duplicate(status: .pending, round: 1)]
            )
            #expect(try await bench.document(post) == before)
        }
    }

    @Test func `one post sent by 16 callers at once is stored once`() async throws {
        try await withRecords { bench in
            let answers = try await atOnce(16) { number in
                let verdict = VerdictRecord(
                    post: post,
                    verdict: .manualReview,
                    payload: Payload(content: "{\"n\":\(number)}")
                )
                return try await bench.records.record([verdict], for: bench.client)
            }
            let stored = answers.joined().compactMap { answer in
                if case .stored(_, _, let item) = answer { item } else { nil }
            }
            #expect(stored.count == 1)
            #expect(try await bench.records.load(post, of: bench.client.id)?.item == stored.first)
        }
    }

    @Test func `500 verdicts in one call are answered in their order, known ones among them`() async throws {
        try await withRecords { bench in
            let all = try posts(1...500)
            let known = all.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
            try await bench.recordPending(known)
            let verdicts = all.map { VerdictRecord(post: $0, verdict: .manualReview, contentVersion: nil) }
            let answers = try await bench.records.record(verdicts, for: bench.client)
            #expect(answers.count == 500)
            for (index, answer) in answers.enumerated() {
                switch answer {
                case .duplicate(let status, let round, _): #expect(index % 7 == 0 && status == .pending && round == 1)
                case .stored(_, let round, let item):
                    #expect(index % 7 != 0 && round == 1 && item?.post == all[index])
                }
            }
            #expect(try await bench.mongo.countDocuments(in: MongoRecords.items) == 500)
        }
    }

    @Test func `one call may bring a post in two versions, one behind the other`() async throws {
        try await withRecords { bench in
            let verdicts = ["v1", "v2", "v2", "v3"].map {
                VerdictRecord(post: post, verdict: .manualReview, contentVersion: $0)
            }
            let answers = try await bench.records.record(verdicts, for: bench.client)
            let rounds = answers.map { answer in
                switch answer {
                case .stored(_, let round, _): round
                case .duplicate(_, let round, _): -round
                }
            }
            #expect(rounds == [1, 2, -2, 3])
        }
    }

    @Test(arguments: [Verdict.approved, .rejected])
    func `a verdict of the AI alone is stored and not queued`(_ verdict: Verdict) async throws {
        try await withRecords { bench in
            let status: ItemStatus = verdict == .approved ? .approved : .rejected
            let record = VerdictRecord(post: post, verdict: verdict)
            let answers = try await bench.records.record([record], for: bench.client)
            #expect(answers == [.stored(status: status, round: 1, item: nil)])
            #expect(try await bench.records.load(post, of: bench.client.id)?.status == status)
            let strays = try await bench.records.unqueued(
                before: 9,
                olderThan: .zero,
                limit: 10,
                client: bench.client.id
            )
            #expect(strays.isEmpty)
        }
    }

    @Test func `what nobody recorded is not there`() async throws {
        try await withRecords { bench in
            let loaded = try await bench.records.load(post, of: bench.client.id)
            let answers = try await bench.records.record([], for: bench.client)
            #expect(loaded == nil && answers.isEmpty)
        }
    }

    @Test(arguments: [
        #"{"$where":"1","a.b":{"":null,"$oid":"x"},"$date":1}"#,
        #"{"n":9007199254740993,"d":1.10,"e":1E400,"z":-0.0}"#,
        #"{ "spaced" : [ 1 ,2 ] , "same":1,"same":2 }"#,
        "{\"emoji\":\"👩‍👩‍👧‍👦 e\u{301} \u{FEFF}\",\"nul\":\"\\u0000\"}",
        "{\"big\":\"" + String(repeating: "ü", count: 1 << 19) + "\"}",
    ])
    func `payload comes back byte for byte`(_ text: String) async throws {
        try await withRecords { bench in
            let payload = Payload(content: text, ai: #"{"$gt":""}"#, metadata: text.utf8.count < 1_000 ? text : "{}")
            let verdict = VerdictRecord(post: post, verdict: .manualReview, payload: payload)
            _ = try await bench.records.record([verdict], for: bench.client)
            let read = try await bench.records.load(post, of: bench.client.id)?.item.payload
            #expect(read.map { Array($0.content.utf8) } == Array(text.utf8))
            #expect(read?.ai == payload.ai && read?.metadata == payload.metadata)
        }
    }
}
