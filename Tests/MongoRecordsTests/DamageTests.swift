import ClaimFixtures
import Moderation
import MongoClient
import Testing

@testable import MongoRecords

/// What somebody wrote into the database by hand ends no server, and harms nobody but whom it is about.
@Suite struct DamageTests {
    @Test func `no document ends the process, whatever stands in it`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await withRecords { bench in
            let (posts, acme) = ([try PostID("a"), try PostID("b"), try PostID("c")], bench.client.id)
            try await bench.recordPending(posts)
            _ = try await bench.decide(posts[0])
            await bench.records.markQueued([posts[1]: 1], epoch: 1, client: acme)
            _ = try await bench.records.withdraw(posts[2], client: acme)
            await bench.records.flush()
            let journal = MongoJournal(mongo: bench.mongo) { _ in }
            journal.add(
                [
                    ItemEvent(
                        post: posts[1],
                        kind: .claimed,
                        at: Timestamp(milliseconds: 1_800_000_000_000),
                        moderator: try ModeratorName("ann"),
                        round: 1,
                        generation: Generation(7),
                        until: Timestamp(milliseconds: 1_800_000_300_000)
                    )
                ],
                of: acme
            )
            await journal.flush()
            let items = try await bench.mongo.find(in: MongoRecords.items, limit: 10)
            let clients = try await bench.mongo.find(in: ClientRecords.clients, limit: 10)
            let events = try await bench.mongo.find(in: MongoJournal.events, limit: 10)
            let decisions = items.flatMap { $0.array("decisions") ?? [] }.compactMap(\.documentValue)
            #expect(items.count == 3 && !clients.isEmpty && !events.isEmpty && !decisions.isEmpty)
            var damage = DamagedDocuments(seed: seed)
            var read = 0
            for _ in 0..<30_000 {
                let item = damage.next(from: items)
                if let item = try? ItemDocument.read(item) { read += "\(item)".utf8.count & 1 }
                if let item = try? ItemDocument.item(item) {
                    read += "\(item.dueAt + .seconds(60)) \(item.round + 1)".utf8.count & 1
                }
                if let round = try? RoundDocument.read(item) { read += "\(round)".utf8.count & 1 }
                if let latest = try? LatestRound(item) { read += "\(latest)".utf8.count & 1 }
                let event = damage.next(from: events)
                for isByMongo in [true, false] {
                    guard let event = try? EventDocument.read(event, of: posts[1], isByMongo: isByMongo) else {
                        continue
                    }
                    read += "\(event.at) \(event.until.map { $0.since(event.at) } ?? .zero)".utf8.count & 1
                }
                let client = damage.next(from: clients)
                if let client = try? ClientDocument.read(client) {
                    let settings = client.settings
                    let now = Timestamp(milliseconds: 0)
                    let since = now.milliseconds - settings.resultsKept.inMilliseconds
                    read += "\(since) \(now + settings.lease)".utf8.count & 1
                }
                if let place = try? ClientDocument.readPlace(client) { read += Int(place.epoch + 1) & 1 }
                let decision = damage.next(from: decisions)
                if let stored = try? DecisionDocument.read(decision, of: posts[0], unpublished: []) {
                    read += "\(stored.decision.decidedAt) \(stored.epoch + 1)".utf8.count & 1
                }
            }
            #expect(read > 0, "seed \(seed)")
        }
    }

    @Test func `a client that can't be read is left out, and all others are served`() async throws {
        try await withRecords { bench in
            _ = try await bench.clients.add(Client(id: try ClientID("other")))
            let changes: [BSONDocument] = [
                ["epoch": .int64(.min)], ["epoch": .double(1e300)], ["epoch": "x"], ["epoch": .int64(1 << 40)],
            ]
            for change in changes {
                try await bench.mongo.update(
                    in: ClientRecords.clients,
                    MongoUpdate(["_id": "other"], ["$set": .document(change)])
                )
                let read = try await bench.clients.servedClients()
                #expect(read.values.map(\.client.id) == [bench.client.id])
                #expect(read.damaged.count == 1)
                #expect(read.damaged.allSatisfy { $0.contains("other") && $0.contains("epoch") })
            }
        }
    }
}
