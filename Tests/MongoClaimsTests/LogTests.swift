import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// The log itself: who gets a place in it.
@Suite struct LogTests {
    @Test func `of two who want one place one gets it, and both learn who`() async throws {
        try await Servers.with { servers async throws in
            let log = LineLog(mongo: servers.mongo, client: servers.client.id, time: servers.time)
            let until = try await soon(servers)
            async let first = log.append(proposal("a", validUntil: until))
            async let second = log.append(proposal("b", validUntil: until))
            var ours = 0
            for answer in await [first, second] {
                if case .ours = answer { ours += 1 }
            }
            #expect(ours == 1)
        }
    }

    @Test func `a place that was got is kept when the attempt is repeated`() async throws {
        try await Servers.with { servers async throws in
            let log = LineLog(mongo: servers.mongo, client: servers.client.id, time: servers.time)
            let attempt = proposal("a", validUntil: try await soon(servers))
            guard case .ours(let entry) = await log.append(attempt), case .ours(let again) = await log.append(attempt)
            else {
                Issue.record("not appended")
                return
            }
            #expect(again == entry)
            guard case .others(let standing) = await log.append(proposal("b", validUntil: attempt.validUntil)) else {
                Issue.record("a place was given twice")
                return
            }
            #expect(standing.by == "a")
            #expect(standing.commands == attempt.commands)
        }
    }

    @Test func `an attempt that comes too late changes nothing`() async throws {
        try await Servers.with { servers async throws in
            let log = LineLog(mongo: servers.mongo, client: servers.client.id, time: servers.time)
            let late = proposal("a", validUntil: Timestamp(milliseconds: 1))
            guard case .others(let entry) = await log.append(late) else {
                Issue.record("a late attempt was taken")
                return
            }
            #expect(entry.by == "")
            #expect(entry.commands == [])
        }
    }

    @Test func `time never goes back`() async throws {
        try await Servers.with { servers async throws in
            let log = LineLog(mongo: servers.mongo, client: servers.client.id, time: servers.time)
            var attempt = proposal("a", validUntil: try await soon(servers))
            attempt.clock.earliest = Timestamp(milliseconds: 4_102_444_800_000)
            guard case .ours(let entry) = await log.append(attempt) else {
                Issue.record("not appended")
                return
            }
            #expect(entry.at == attempt.clock.earliest)
            #expect(entry.writtenAt < entry.at)
        }
    }

    @Test func `a page that begins later does not follow, and one that has a gap says so`() {
        func page(_ seqs: Int64...) -> LogPage {
            LogPage(
                entries: seqs.map { seq in
                    LogEntry(
                        seq: seq,
                        by: "a",
                        epoch: 1,
                        at: Timestamp(milliseconds: 0),
                        writtenAt: Timestamp(milliseconds: 0),
                        digest: 0,
                        commands: []
                    )
                }
            )
        }
        #expect(page().follows(0))
        #expect(page(1, 2).follows(0))
        #expect(page(5).follows(5))
        #expect(page(5, 6, 7).follows(5))
        #expect(!page().follows(5))
        #expect(!page(6, 7).follows(5))
        #expect(page(5, 7).lacksEntries && !page(5, 6).lacksEntries)
        #expect(page(5, 7).hasGap && !page(5, 6, 7).hasGap && !page().hasGap)
        #expect(!page(2, 3).follows(0))
    }

    @Test func `a clock that steps back stops no line, and one that is right again is believed`() async throws {
        try await Servers.with { servers async throws in
            let log = LineLog(mongo: servers.mongo, client: servers.client.id, time: servers.time)
            let now = try await servers.time.server()
            func append(_ seq: Int64, _ clock: EntryClock) async throws -> LogEntry? {
                var attempt = proposal("a\(seq)", validUntil: try await soon(servers))
                attempt.seq = seq
                attempt.clock = clock
                guard case .ours(let entry) = await log.append(attempt) else { return nil }
                return entry
            }
            // The last entry was by a clock that is 300 s ahead, a second ago.
            var clock = LineClock(time: now + .seconds(300), at: .now - .seconds(1))
            var next = clock.next(at: .now, shift: .zero)
            let first = try #require(try await append(1, next))
            #expect(first.at == next.earliest)
            #expect(first.at >= now + .seconds(301))
            clock.note(first, time: first.at, at: .now)
            // From there on it goes by the primary's clock, and as fast.
            next = clock.next(at: .now, shift: .zero)
            let second = try #require(try await append(2, next))
            let passed = second.writtenAt.milliseconds - first.writtenAt.milliseconds
            #expect(second.at.milliseconds - first.at.milliseconds == passed)
            // One that was put right: the same distance would be 300 s too late.
            next.earliest = now + .seconds(-1)
            next.latest = now + .seconds(5)
            let third = try #require(try await append(3, next))
            #expect(third.at == third.writtenAt)
        }
    }

    private func soon(_ servers: Servers) async throws -> Timestamp { try await servers.time.server() + .seconds(30) }

    private func proposal(_ nonce: String, validUntil: Timestamp) -> LogProposal {
        LogProposal(
            seq: 1,
            nonce: nonce,
            epoch: 1,
            digest: 7,
            clock: EntryClock(
                earliest: Timestamp(milliseconds: 0),
                latest: Timestamp(milliseconds: 0),
                ahead: .zero
            ),
            validUntil: validUntil,
            commands: [["c": "withdraw", "p": "$$NOW", "r": 1, "$x": ["$literal": 1]]],
            results: []
        )
    }
}
