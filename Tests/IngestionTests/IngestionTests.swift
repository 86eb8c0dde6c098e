import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import Ingestion

@Suite
struct `An ingest` {
    private let claims = FakeClaims()
    private let records = FakeRecords()
    private let client: Client
    private let reported = Reports()
    private let ingestion: Ingestion

    private final class Reports: Sendable {
        let failures = Mutex<[StoreFailure]>([])
        let points = Mutex<[Failpoint]>([])
    }

    init() throws {
        client = Client(id: try ClientID("acme"))
        let reported = reported
        ingestion = Ingestion(
            claims: claims,
            records: records,
            failpoints: Failpoints { point in reported.points.withLock { $0.append(point) } },
            report: { _, failure in reported.failures.withLock { $0.append(failure) } }
        )
    }

    private func verdict(_ post: String, _ verdict: Verdict = .manualReview, version: String? = nil) throws
        -> VerdictRecord
    {
        VerdictRecord(post: try PostID(post), verdict: verdict, contentVersion: version)
    }

    private func lines(_ text: String) -> [LineReader.Line] {
        var reader = LineReader()
        return reader.take(Array(text.utf8)) + [reader.finish()].compactMap(\.self)
    }

    @Test
    func `asks for the permit, records, publishes and marks, in this order`() async throws {
        let answer = try await ingestion.ingest(try verdict("p"), for: client)
        #expect(answer == IngestAnswer(post: try PostID("p"), status: .pending, round: 1, isDuplicate: false))
        #expect(answer.isQueued)
        #expect(claims.state.withLock(\.calls) == ["permit", "epoch", "publish"])
        #expect(claims.state.withLock(\.permitsSeen) == [.new(until: Timestamp(milliseconds: 5_000))])
        #expect(records.state.withLock(\.marked) == [try PostID("p"): 1])
        #expect(reported.points.withLock(\.self) == [.recordStored, .recordPublished])
    }

    @Test(arguments: [Verdict.approved, .rejected])
    func `records what the AI settled and queues nothing`(settled: Verdict) async throws {
        let answer = try await ingestion.ingest(try verdict("p", settled), for: client)
        #expect(answer.status.rawValue == settled.rawValue)
        #expect(!answer.isQueued)
        #expect(claims.state.withLock(\.calls) == [])
    }

    @Test
    func `answers a repetition as a duplicate and publishes it once`() async throws {
        _ = try await ingestion.ingest(try verdict("p"), for: client)
        let again = try await ingestion.ingest(try verdict("p"), for: client)
        #expect(again.isDuplicate)
        #expect(again.isQueued)
        #expect(claims.state.withLock(\.published).count == 1)
    }

    @Test(arguments: ["permit", "epoch", "publish"])
    func `takes the verdict while the claim store is away`(call: String) async throws {
        claims.state.withLock { $0.failing = [call] }
        let answer = try await ingestion.ingest(try verdict("p"), for: client)
        #expect(answer.isQueued)
        #expect(!answer.isDuplicate)
        #expect(records.state.withLock(\.marked) == [:])
        #expect(reported.failures.withLock(\.count) == 1)
    }

    @Test
    func `publishes nothing without a permit`() async throws {
        claims.state.withLock { $0.failing = ["permit"] }
        _ = try await ingestion.ingest(try verdict("p"), for: client)
        #expect(claims.state.withLock(\.calls) == ["permit"])
    }

    @Test
    func `fails when the system of record is away`() async throws {
        records.state.withLock { $0.failure = StoreFailure("away") }
        await #expect(throws: StoreFailure("away")) { try await ingestion.ingest(try verdict("p"), for: client) }
        #expect(claims.state.withLock(\.published).isEmpty)
    }

    @Test
    func `marks only what is in line`() async throws {
        claims.state.withLock {
            $0.publishAnswer = { item in
                switch item.post.description {
                case "late": .late
                case "settled": .settled
                case "present": .present
                default: .queued
                }
            }
        }
        let verdicts = try ["late", "settled", "present", "queued"].map { try verdict($0) }
        let answers = try await ingestion.ingest(verdicts, for: client)
        #expect(answers.map(\.post.description) == ["late", "settled", "present", "queued"])
        let marked = records.state.withLock { Set($0.marked.keys.map(\.description)) }
        #expect(marked == ["present", "queued"])
    }

    @Test
    func `takes an older round out of line when the newer one needs no review`() async throws {
        _ = try await ingestion.ingest(try verdict("p", version: "1"), for: client)
        let answer = try await ingestion.ingest(try verdict("p", .approved, version: "2"), for: client)
        #expect(answer == IngestAnswer(post: try PostID("p"), status: .approved, round: 2, isDuplicate: false))
        #expect(claims.state.withLock(\.withdrawn) == [try PostID("p"): 1])
    }

    @Test
    func `answers a post twice in one call as new and as a duplicate`() async throws {
        let answers = try await ingestion.ingest(
            try [verdict("a"), verdict("b"), verdict("a"), verdict("a", .approved)],
            for: client
        )
        #expect(answers.map(\.isDuplicate) == [false, false, true, true])
        #expect(answers.map(\.status) == [.pending, .pending, .pending, .pending])
        #expect(records.state.withLock(\.batches) == [2])
    }

    @Test
    func `keeps the order of two versions of a post in one call`() async throws {
        let answers = try await ingestion.ingest(
            try [verdict("a", version: "1"), verdict("a", version: "2"), verdict("a", version: "2"), verdict("a")],
            for: client
        )
        #expect(answers.map(\.round) == [1, 2, 2, 2])
        #expect(answers.map(\.isDuplicate) == [false, false, true, true])
        #expect(records.state.withLock(\.batches) == [1, 1])
    }

    @Test
    func `keeps the order of revisions in one call`() async throws {
        let report = try await ingestion.ingest(
            lines(
                """
                {"post_id":"a","verdict":"manual_review","content":{"n":2},"content_version":"2","revision":2}
                {"post_id":"a","verdict":"manual_review","content":{"n":1},"content_version":"1","revision":1}
                {"post_id":"a","verdict":"manual_review","content":{"n":2},"content_version":"2","revision":4}
                {"post_id":"a","verdict":"manual_review","content":{"n":3},"content_version":"3","revision":3}
                """
            ),
            for: client
        )
        #expect((report.accepted, report.duplicates) == (1, 3))
        let item = records.state.withLock(\.items)[try PostID("a")]
        #expect(item?.contentVersion == "2" && item?.item.round == 1 && item?.revision == 4)
    }

    @Test
    func `goes to the stores in chunks`() async throws {
        let answers = try await ingestion.ingest(try (0..<1_201).map { try verdict("p\($0)") }, for: client)
        #expect(answers.count == 1_201)
        #expect(records.state.withLock(\.batches) == [500, 500, 201])
        #expect(try await ingestion.ingest([VerdictRecord](), for: client).isEmpty)
    }

    @Test
    func `makes chunks smaller where verdicts are large`() async throws {
        let content = #"{"t":"\#(String(repeating: "x", count: 900_000))"}"#
        let verdicts = try (0..<5).map {
            VerdictRecord(post: try PostID("p\($0)"), verdict: .manualReview, payload: Payload(content: content))
        }
        _ = try await ingestion.ingest(verdicts, for: client)
        #expect(records.state.withLock(\.batches) == [2, 2, 1])
    }

    @Test
    func `takes lines, each for itself`() async throws {
        let report = try await ingestion.ingest(
            lines(
                """
                {"post_id":"a","verdict":"manual_review","content":{}}
                {broken

                {"post_id":"b","verdict":"approved"}
                {"post_id":"c","verdict":"what","content":{}}
                {"post_id":"a","verdict":"manual_review","content":{}}
                """
            ),
            for: client
        )
        #expect(report.accepted == 2)
        #expect(report.duplicates == 1)
        #expect(report.refused.map(\.line) == [2, 5])
        #expect(report.refused.map(\.problem.code) == [.invalidJSON, .invalidField])
    }

    @Test
    func `refuses a line that is too long and takes the next`() async throws {
        let long = #"{"post_id":"a","verdict":"approved","content":{"t":"\#(String(repeating: "x", count: 1 << 20))"}}"#
        let report = try await ingestion.ingest(
            lines(long + "\n" + #"{"post_id":"b","verdict":"approved"}"#),
            for: client
        )
        #expect(report.accepted == 1)
        #expect(report.refused.map(\.problem.code) == [.tooLarge])
    }

    @Test
    func `lines that can't be stored cost no other`() async throws {
        let text = (0..<30).map { #"{"post_id":"p\#($0)","verdict":"manual_review","content":{}}"# }
        let bad = [3, 4, 17]
        for number in bad {
            let post = try PostID("p\(number)")
            records.state.withLock { _ = $0.unstorable.insert(post) }
        }
        let report = try await ingestion.ingest(lines(text.joined(separator: "\n") + "\n{broken"), for: client)
        #expect(report.accepted == 27)
        #expect(report.refused.map(\.line) == bad.map { $0 + 1 } + [31])
        #expect(report.refused.map(\.problem.code) == [.unavailable, .unavailable, .unavailable, .invalidJSON])
        #expect(claims.state.withLock(\.published).joined().count == 27)
    }

    @Test
    func `refuses the lines that came too late for a store that went away, and a repetition mends it`() async throws {
        let text = (0..<1_700).map { #"{"post_id":"p\#($0)","verdict":"approved"}"# }.joined(separator: "\n")
        records.state.withLock { $0.failsFromBatch = 2 }
        let first = try await ingestion.ingest(lines(text), for: client)
        #expect(first.accepted == 500 && first.refused.count == 1_200)
        #expect(first.refused.allSatisfy { $0.problem.code == .unavailable })
        #expect(first.refused.map(\.line) == Array(501...1_700))
        // Nobody goes on asking a store that is away.
        #expect(records.state.withLock(\.batches.count) < 30)
        records.state.withLock { $0.failsFromBatch = .max }
        let report = try await ingestion.ingest(lines(text), for: client)
        #expect(report.accepted == 1_200)
        #expect(report.duplicates == 500)
    }

    @Test
    func `fails lines as a whole where nothing could be stored`() async throws {
        records.state.withLock { $0.failure = StoreFailure("away") }
        await #expect(throws: StoreFailure.self) {
            try await ingestion.ingest(lines("{broken\n" + #"{"post_id":"p","verdict":"approved"}"#), for: client)
        }
    }

    @Test
    func `puts a new round into line as soon as the decision on the round before is done`() async throws {
        _ = try await ingestion.ingest(try verdict("p", version: "1"), for: client)
        claims.state.withLock { state in
            state.publishAnswer = { _ in .late }
        }
        let claims = claims
        async let answer = ingestion.ingest(try verdict("p", version: "2"), for: client)
        while claims.state.withLock(\.published.count) < 3 { await Task.yield() }
        claims.state.withLock { $0.publishAnswer = { _ in .queued } }
        #expect(try await answer.round == 2)
        #expect(records.state.withLock(\.marked)[try PostID("p")] == 1)
    }

    @Test
    func `adds reports up`() {
        var sum = IngestReport()
        var part = IngestReport()
        part.accepted = 2
        part.duplicates = 1
        part.refused = [.init(line: 3, problem: IngestProblem(.invalidJSON, "no"))]
        sum += part
        sum += part
        #expect(sum.accepted == 4)
        #expect(sum.duplicates == 2)
        #expect(sum.refused.count == 2)
    }
}
