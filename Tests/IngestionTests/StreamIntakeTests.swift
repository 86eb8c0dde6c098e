import Moderation
import ModerationFakes
import Synchronization
import Testing

@testable import Ingestion

@Suite
struct `An intake from a stream` {
    private let claims = FakeClaims()
    private let records = FakeRecords()
    private let stream = FakeVerdictStream()
    private let client: Client
    private let intake: StreamIntake
    private let passed = Passed()

    private final class Passed: Sendable {
        let points = Mutex<[Failpoint]>([])
        /// The entries that were settled when the failpoint was passed.
        let settled = Mutex<Int?>(nil)
    }

    init() throws {
        client = Client(id: try ClientID("acme"))
        let (passed, stream) = (passed, stream)
        intake = StreamIntake(
            stream: stream,
            ingestion: Ingestion(claims: claims, records: records),
            failpoints: Failpoints { point in
                passed.points.withLock { $0.append(point) }
                passed.settled.withLock { $0 = stream.state.withLock(\.settled.count) }
            }
        )
    }

    private func verdict(_ post: String, version: String? = nil) -> String {
        let version = version.map { #","content_version":"\#($0)""# } ?? ""
        return #"{"post_id":"\#(post)","verdict":"manual_review","content":{}\#(version)}"#
    }

    private func item(_ post: String) throws -> ItemRecord? {
        let post = try PostID(post)
        return records.state.withLock { $0.items[post] }
    }

    @Test
    func `stores what is good and then settles it`() async throws {
        stream.send(verdict("a"), verdict("b"), verdict("a"))
        let report = try await intake.takeBatch(for: client)
        #expect((report.accepted, report.duplicates, report.refused) == (2, 1, 0))
        #expect(!report.isEmpty && report.failure == nil)
        #expect(claims.state.withLock(\.published).map(\.count) == [2])
        #expect(stream.state.withLock(\.entries).isEmpty)
        #expect(passed.points.withLock(\.self) == [.streamStored])
        #expect(passed.settled.withLock(\.self) == 0, "settled before it was stored")
        #expect(try await intake.takeBatch(for: client).isEmpty)
    }

    @Test
    func `takes no older revision, however late it comes`() async throws {
        let text = { (version: Int) in
            #"{"post_id":"a","verdict":"manual_review","content":{},"content_version":"\#(version)","revision":\#(version)}"#
        }
        stream.send(text(2), text(1))
        _ = try await intake.takeBatch(for: client)
        stream.send(text(1))
        let report = try await intake.takeBatch(for: client)
        #expect((report.accepted, report.duplicates, report.refused) == (0, 1, 0))
        #expect(try item("a")?.contentVersion == "2")
    }

    @Test
    func `refuses what is bad, each with its code, and takes the rest`() async throws {
        let broken = stream.send(
            "{broken",
            #"{"post_id":"x","verdict":"huh"}"#,
            #"{"post_id":"x","verdit":"approved"}"#
        )
        let halfCharacter =
            [UInt8](#"{"post_id":"x","verdict":"approved","metadata":{"t":""#.utf8) + [0xF0, 0x9F]
            + [UInt8](#""}}"#.utf8)
        let strange = stream.send(.missing, .tooLong(2 << 20), .bytes(halfCharacter), .bytes([]))
        stream.send(verdict("a"))
        let report = try await intake.takeBatch(for: client)
        #expect((report.accepted, report.refused) == (1, 7))
        let refused = stream.state.withLock(\.refused)
        let codes = (broken + strange).map { refused[$0]?.first }
        #expect(
            codes == [
                "invalid_json", "invalid_field", "unknown_field", "invalid_field", "too_large", "invalid_json",
                "invalid_json",
            ]
        )
        #expect(refused[strange[0]]?.last?.hasPrefix("verdict: ") == true)
        #expect(refused[broken[1]]?.last?.hasPrefix("verdict: ") == true)
        #expect(try item("x") == nil)
    }

    @Test
    func `refuses what is bad while the record is away, and gives back the rest`() async throws {
        let good = stream.send(verdict("a"), verdict("b"))
        let bad = stream.send("{broken")
        records.state.withLock { $0.failure = StoreFailure("away", maybeDone: false) }
        let report = try await intake.takeBatch(for: client)
        #expect(report.failure == StoreFailure("away", maybeDone: false))
        #expect((report.accepted, report.duplicates, report.refused) == (0, 0, 1))
        let settled = stream.state.withLock(\.settled)
        #expect(good.map { settled[$0] } == [[.again], [.again]])
        #expect(bad.allSatisfy { stream.state.withLock(\.refused)[$0] != nil })
        records.state.withLock { $0.failure = nil }
        #expect(try await intake.takeBatch(for: client).accepted == 2)
        #expect(stream.state.withLock(\.entries).isEmpty)
    }

    @Test
    func `lets a post that has to wait hold up no other`() async throws {
        let ids = stream.send(verdict("a"), verdict("waits"), verdict("b"))
        let post = try PostID("waits")
        records.state.withLock { $0.unstorable = [post] }
        let report = try await intake.takeBatch(for: client)
        #expect(report.accepted == 2 && report.failure != nil)
        #expect(stream.state.withLock(\.entries).map(\.id) == [ids[1]])
        records.state.withLock { $0.unstorable = [] }
        #expect(try await intake.takeBatch(for: client).accepted == 1)
    }

    @Test
    func `asks a record that fails twice in a row no more`() async throws {
        stream.send(verdict("a"), verdict("b"), verdict("c"), verdict("d"))
        records.state.withLock { $0.failsFromBatch = 1 }
        let report = try await intake.takeBatch(for: client)
        #expect(report.failure != nil && report.accepted == 0)
        #expect(records.state.withLock(\.batches) == [4, 1, 1])
        #expect(stream.state.withLock(\.settled).values.allSatisfy { $0 == [.again] })
    }

    @Test
    func `takes versions in the order of the stream`() async throws {
        stream.send(verdict("a", version: "1"), verdict("a", version: "2"), verdict("a", version: "1"))
        let report = try await intake.takeBatch(for: client)
        #expect(report.accepted == 3)
        #expect(try item("a")?.item.round == 3)
        #expect(try item("a")?.contentVersion == "1")
    }

    @Test
    func `opens no round again when all is redelivered`() async throws {
        stream.send(verdict("a", version: "1"), verdict("a", version: "2"), verdict("a", version: "2"), verdict("b"))
        stream.state.withLock { $0.settleFails.before = true }
        for number in 1...3 {
            await #expect(throws: StoreFailure("settle fails")) { try await intake.takeBatch(for: client) }
            stream.takersDie()
            // What takes less at once meets the older version alone.
            stream.state.withLock { $0.mostInOneBatch = number == 1 ? 1 : 100 }
        }
        stream.state.withLock { $0.settleFails.before = false }
        #expect(try await intake.takeBatch(for: client).duplicates == 4)
        #expect(try item("a")?.item.round == 2)
        #expect(try item("a")?.contentVersion == "2")
        #expect(try item("b")?.item.round == 1)
    }

    @Test
    func `leaves a newer version alone that came by before an older one`() async throws {
        stream.send(verdict("a", version: "1"))
        // Somebody took it and stalls.
        _ = try await stream.take(for: client, longest: 100)
        stream.send(verdict("a", version: "2"))
        #expect(try await intake.takeBatch(for: client).accepted == 1)
        stream.takersDie()
        #expect(try await intake.takeBatch(for: client).duplicates == 1)
        #expect(try item("a")?.item.round == 1)
        #expect(try item("a")?.contentVersion == "2")
    }

    @Test
    func `counts a refusal once, whoever made it`() async throws {
        stream.send("{broken")
        stream.state.withLock { $0.settleFails.after = true }
        await #expect(throws: StoreFailure.self) { try await intake.takeBatch(for: client) }
        stream.state.withLock { $0.settleFails.after = false }
        #expect(try await intake.takeBatch(for: client).isEmpty)
        #expect(stream.state.withLock(\.refused.count) == 1)
    }

    @Test
    func `says when the stream is away`() async throws {
        stream.state.withLock { $0.failure = StoreFailure("away") }
        await #expect(throws: StoreFailure("away")) { try await intake.takeBatch(for: client) }
        await #expect(throws: StoreFailure("away")) { try await intake.waiting(among: [client]) }
        #expect(try await intake.waiting(among: []).isEmpty)
    }
}
