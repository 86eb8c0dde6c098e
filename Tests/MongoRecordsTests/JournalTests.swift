import Moderation
import ModerationJSON
import MongoClient
import MongoShared
import Synchronization
import TestSupport
import Testing

@testable import MongoRecords

struct JournalTests {
    private let ann = ModeratorName(stored: "ann")

    private func event(_ number: Int, of post: String = "p-1", reason: String? = nil) -> ItemEvent {
        ItemEvent(
            post: PostID(stored: post),
            kind: .released,
            at: Timestamp(milliseconds: 1_700_000_000_000 + Int64(number)),
            moderator: ann,
            round: 1,
            reason: reason,
            generation: Generation(Int64(number))
        )
    }

    private func journal(
        _ bench: Bench,
        pause: Duration = .seconds(600),
        limit: Int = 20_000,
        lost: @escaping @Sendable (Int) -> Void = { Issue.record("\($0) events lost") }
    ) async throws -> MongoJournal {
        let journal = MongoJournal(mongo: bench.mongo, pause: pause, limit: limit, lost: lost)
        try await journal.prepare()
        return journal
    }

    @Test func `events are kept by themselves, within a second, and read as they were told`() async throws {
        try await withRecords { bench async throws in
            let journal = MongoJournal(mongo: bench.mongo) { Issue.record("\($0) events lost") }
            try await journal.prepare()
            let told = [event(1, reason: "$not a field"), event(2)]
            journal.add(told, of: bench.client.id)
            let read = try await eventually("the events are kept", within: .seconds(1)) {
                let read = try await journal.events(of: PostID("p-1"), client: bench.client.id)
                return read.isEmpty ? nil : read
            }
            #expect(read == told)
            await journal.close()
        }
    }

    @Test func `what could not be written down is not taken for written, and is tried again`() async throws {
        let mongod = try await PrivateMongo.start()
        let mongo = try MongoClient(uri: mongod.url(), threads: 2, appName: "modpilot-tests")
        let journal = MongoJournal(mongo: mongo, pause: .seconds(600)) { Issue.record("\($0) events lost") }
        let client = try ClientID("c")
        try await journal.prepare()
        #expect(await journal.flush())
        journal.add([event(1)], of: client)
        try await mongod.pause()
        #expect(await !journal.flush())
        let asked = ContinuousClock.now
        #expect(await !journal.flush(within: .milliseconds(300)))
        #expect(ContinuousClock.now - asked < .seconds(3), "whoever waits for it is not let go")
        mongod.resume()
        try await eventually("the event is kept", within: .seconds(30)) { await journal.flush() }
        #expect(try await journal.events(of: PostID("p-1"), client: client) == [event(1)])
        await journal.close()
        await mongo.close()
    }

    @Test func `a post's events are told oldest first, and of many the newest`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            journal.add((1...1_200).reversed().map { event($0) }, of: bench.client.id)
            journal.add([event(5_000, of: "p-2")], of: bench.client.id)
            journal.add([event(5_000)], of: try ClientID("other"))
            await journal.flush()
            let read = try await journal.events(of: PostID("p-1"), client: bench.client.id)
            #expect(read == (201...1_200).map { event($0) })
            await journal.close()
        }
    }

    @Test func `reading one post looks at its events alone`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            for post in 1...50 { journal.add((1...40).map { event($0, of: "p-\(post)") }, of: bench.client.id) }
            await journal.flush()
            _ = try await bench.mongo.command(["profile": 2], kind: .readWrite)
            _ = try await journal.events(of: PostID("p-7"), client: bench.client.id)
            _ = try await bench.mongo.command(["profile": 0], kind: .readWrite)
            let entries = try await bench.mongo.find(in: "system.profile", limit: 100)
                .filter { $0.string("ns")?.hasSuffix(".events") == true }
            #expect(entries.map { $0.int64("docsExamined") } == [40])
            #expect(entries.map { $0.bool("hasSortStage") } == [nil])
            await journal.close()
        }
    }

    private func item(_ post: String, round: Int = 1, carried: String? = nil) -> QueuedItem {
        QueuedItem(
            post: PostID(stored: post),
            round: round,
            queue: .default,
            priority: .normal,
            queuedAt: Timestamp(milliseconds: 0),
            dueAt: Timestamp(milliseconds: 0),
            payload: Payload(),
            carried: carried
        )
    }

    @Test func `items carry what is known of their own round, besides what they carried`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            let taken = ItemEvent(
                post: PostID(stored: "p-3"),
                kind: .released,
                at: Timestamp(milliseconds: 5),
                moderator: ann,
                round: 1,
                generation: Generation(3),
                by: ModeratorName(stored: "sue")
            )
            journal.add([event(1), event(2, of: "p-2"), taken], of: bench.client.id)
            journal.add([event(1, of: "p-4")], of: try ClientID("other"))
            var earlier = Story()
            earlier.rememberRelease(by: ModeratorName(stored: "ben"))
            let items = [
                item("p-4"), item("p-2", round: 2), item("p-1", carried: earlier.text), item("p-3"), item("p-5"),
            ]
            let told = try await journal.withStories(items, of: bench.client.id)
            #expect(told.map(\.post) == items.map(\.post))
            #expect(told.map { $0.carried == nil } == [true, true, false, false, true])
            let stories = try told.compactMap(\.carried).map { text in try Story(text: text) }
            #expect(stories.map(\.released) == [[ModeratorName(stored: "ben"), ann], []])
            #expect(stories.map(\.past.last?.end) == [.released, .taken])
            #expect(try await journal.withStories([item("p-5")], of: bench.client.id) == [item("p-5")])
            await journal.close()
        }
    }

    @Test func `what is known of many items is one question, which looks at their events alone`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            for post in 1...50 { journal.add((1...40).map { event($0, of: "p-\(post)") }, of: bench.client.id) }
            await journal.flush()
            let items = (50...549).map { item("p-\($0)") }
            _ = try await bench.mongo.command(["profile": 2], kind: .readWrite)
            let told = try await journal.withStories(items, of: bench.client.id)
            _ = try await bench.mongo.command(["profile": 0], kind: .readWrite)
            #expect(told.count { $0.carried != nil } == 1)
            let entries = try await bench.mongo.find(in: "system.profile", limit: 100)
                .filter { $0.string("ns")?.hasSuffix(".events") == true }
            #expect(entries.map { $0.int64("docsExamined") } == [40])
            await journal.close()
        }
    }

    @Test func `a claim that holds carries what happened to its item before`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            let now = Timestamp(milliseconds: 1_700_000_001_000)
            let ben = ModeratorName(stored: "ben")
            let claimed = ItemEvent(
                post: PostID(stored: "p-1"),
                kind: .claimed,
                at: now,
                moderator: ben,
                round: 1,
                generation: Generation(9),
                until: now + .seconds(60)
            )
            journal.add([event(1), claimed], of: bench.client.id)
            let held = try await journal.heldClaims(of: bench.client.id, at: now)
            #expect(held.map(\.claim.moderator) == [ben])
            #expect(try Story(text: try #require(held.first?.carried)).released == [ann])
            await journal.close()
        }
    }

    @Test func `a claim that several servers tell of is written once, with each end that it was given`() async throws {
        try await withRecords { bench async throws in
            let start = Timestamp(milliseconds: 1_700_000_001_000)
            func claimed(until end: Timestamp) -> ItemEvent {
                ItemEvent(
                    post: PostID(stored: "p-1"),
                    kind: .claimed,
                    at: start,
                    moderator: ann,
                    round: 1,
                    generation: Generation(9),
                    until: end
                )
            }
            let (one, other) = (try await journal(bench), try await journal(bench))
            for told in [one, other, one] { told.add([claimed(until: start + .seconds(60))], of: bench.client.id) }
            #expect(await one.flush())
            #expect(await other.flush())
            #expect(try await bench.mongo.countDocuments(in: MongoJournal.events) == 1)
            for seconds in [90, 60] {
                other.add([claimed(until: start + .seconds(seconds))], of: bench.client.id)
            }
            let held = try await other.heldClaims(of: bench.client.id, at: start)
            #expect(held.map(\.claim.expiresAt) == [start + .seconds(90)])
            #expect(held.map(\.claim.claimedAt) == [start])
            #expect(try await bench.mongo.countDocuments(in: MongoJournal.events) == 2)
            await one.close()
            await other.close()
        }
    }

    @Test func `the highest generation of a client is found by its index`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            let client = bench.client.id
            #expect(try await journal.highestGeneration(of: client) == nil)
            journal.add((1...300).map { event($0, of: "p-\($0 % 7)") }, of: client)
            journal.add([event(5_000)], of: try ClientID("other"))
            #expect(await journal.flush())
            _ = try await bench.mongo.command(["profile": 2], kind: .readWrite)
            #expect(try await journal.highestGeneration(of: client) == Generation(300))
            _ = try await bench.mongo.command(["profile": 0], kind: .readWrite)
            let entries = try await bench.mongo.find(in: "system.profile", limit: 100)
                .filter { $0.string("ns")?.hasSuffix(".events") == true }
            #expect(entries.map { $0.int64("keysExamined") } == [1])
            await journal.close()
        }
    }

    @Test(arguments: [-600, 0, 600])
    func `what is left of a claim is kept, whatever the clock of its store says`(ahead: Int) async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            let clock = MongoClock(mongo: bench.mongo)
            let store = try await clock.now() + .seconds(ahead)
            let claimed = ItemEvent(
                post: PostID(stored: "p-1"),
                kind: .claimed,
                at: store + .seconds(-20),
                moderator: ann,
                round: 1,
                generation: Generation(9),
                until: store + .seconds(60)
            )
            journal.add([claimed], of: bench.client.id, toldAt: store)
            let noted = try await journal.heldClaims(of: bench.client.id)
            let claim = try #require(noted.held.first?.claim)
            #expect(abs(claim.expiresAt.since(noted.clock.time).inMilliseconds - 60_000) < 2_000)
            #expect(abs(noted.clock.time.since(claim.claimedAt).inMilliseconds - 20_000) < 2_000)
            // People are told the times of the store.
            #expect(try await journal.events(of: PostID("p-1"), client: bench.client.id) == [claimed])
            await journal.close()
        }
    }

    @Test func `closing writes what waits and takes no more`() async throws {
        try await withRecords { bench async throws in
            let journal = try await journal(bench)
            journal.add([event(1)], of: bench.client.id)
            await journal.close()
            journal.add([event(2)], of: bench.client.id)
            #expect(try await journal.events(of: PostID("p-1"), client: bench.client.id) == [event(1)])
        }
    }

    @Test func `beyond the limit events are dropped and counted`() async throws {
        try await withRecords { bench async throws in
            let lost = Mutex(0)
            let journal = try await journal(bench, limit: 3) { count in lost.withLock { $0 += count } }
            journal.add((1...9).map { event($0) }, of: bench.client.id)
            await journal.flush()
            #expect(lost.withLock(\.self) == 6)
            journal.add([event(10)], of: bench.client.id)
            await journal.close()
            #expect(lost.withLock(\.self) == 6)
            let read = try await journal.events(of: PostID("p-1"), client: bench.client.id)
            #expect(read == [1, 2, 3, 10].map { event($0) })
        }
    }

    @Test func `an event that is written twice is kept once`() async throws {
        try await withRecords { bench async throws in
            let writer = EventWriter(mongo: bench.mongo, clock: MongoClock(mongo: bench.mongo)) { _ in }
            let entries = (1...3).map { JournalEntry(event($0), of: bench.client.id, toldAt: nil) }
            #expect(await writer.write(entries[..<2]))
            #expect(await writer.write(entries[...]))
            #expect(try await bench.mongo.countDocuments(in: MongoJournal.events) == 3)
        }
    }

    @Test func `what MongoDB could not take is written when it is back, and nothing waits for it`() async throws {
        let mongod = try await PrivateMongo.start()
        let url = mongod.url() + "&serverSelectionTimeoutMS=2000&socketTimeoutMS=2000"
        let mongo = try MongoClient(uri: url, threads: 2, appName: "modpilot-tests")
        let journal = MongoJournal(mongo: mongo, pause: .milliseconds(20)) { Issue.record("\($0) events lost") }
        try await journal.prepare()
        let client = try ClientID("acme")
        try await mongod.kill()
        journal.add([event(1)], of: client)
        await journal.flush()
        let start = ContinuousClock.now
        journal.add((2...1_000).map { event($0) }, of: client)
        #expect(ContinuousClock.now - start < .seconds(1))
        try await mongod.restart()
        try await eventually("all are written", within: .seconds(30)) {
            try await mongo.countDocuments(in: MongoJournal.events) == 1_000
        }
        let read = try await journal.events(of: PostID("p-1"), client: client)
        #expect(read == (1...1_000).map { event($0) })
        await journal.close()
        await mongo.close()
    }
}
