import Moderation
import MongoClient
import Testing

@testable import MongoRecords

@Suite struct ShelfTests {
    @Test func `the shelf is told by queue, and read in due order`() async throws {
        try await withRecords { bench in
            let all = try posts(1...9)
            try await bench.recordPending(all)
            try await bench.spreadDueTimes(of: all.reversed())
            for post in all[6...] { await bench.records.markEscalated(post, round: 1, client: bench.client.id) }
            await bench.records.flush()
            let id = bench.client.id
            #expect(try await bench.records.shelf(of: id) == [])
            try await bench.records.shelve(all, client: id)
            let shelf = try await bench.records.shelf(of: id)
            #expect(shelf.map(\.queue) == [.default, .escalated])
            #expect(shelf.map(\.count) == [6, 3])
            #expect(shelf.allSatisfy { $0.firstQueuedAt != nil })
            let front = try await bench.records.shelved(in: .default, limit: 2, client: id)
            #expect(front.map(\.post) == [all[5], all[4]])
            #expect(
                try await bench.records.shelved(in: .escalated, limit: 9, client: id).map(\.post)
                    == all[6...].reversed()
            )
            // None of it is a stray, however long it waits there.
            let strays = try await bench.records.unqueued(before: 9, olderThan: .zero, limit: 99, client: id)
            #expect(strays == [])
        }
    }

    @Test func `what was carried comes back with its own round alone`() async throws {
        try await withRecords { bench in
            let post = try PostID("p")
            let id = bench.client.id
            try await bench.recordPending([post])
            try await bench.records.shelve([post], client: id)
            await bench.records.keepCarried(ShelvedItem(post: post, round: 1, carried: "{}"), client: id)
            #expect(try await bench.records.requeue([post], epoch: 1, client: id).map(\.carried) == ["{}"])
            await bench.records.markOffShelf([post: 1], epoch: 1, client: id)
            #expect(try await bench.document(post)?.int64("queued_in") == 1)
            #expect(try await bench.records.requeue([post], epoch: 1, client: id).map(\.carried) == [nil])

            await bench.records.keepCarried(ShelvedItem(post: post, round: 1, carried: "old"), client: id)
            let newer = VerdictRecord(post: post, verdict: .manualReview, contentVersion: "2")
            _ = try await bench.records.record([newer], for: bench.client)
            #expect(try await bench.records.requeue([post], epoch: 1, client: id).map(\.carried) == [nil])
        }
    }

    @Test func `a late mark does not take an item off the shelf`() async throws {
        try await withRecords { bench in
            let post = try PostID("p")
            let id = bench.client.id
            try await bench.recordPending([post])
            await bench.records.markQueued([post: 1], epoch: 1, client: id)
            try await bench.records.shelve([post], client: id)
            await bench.records.flush()
            #expect(try await bench.document(post)?.int64("queued_in") == -1)
            // Only a new version, or a report that it is nowhere, does.
            await bench.records.markLost([post], client: id)
            #expect(try await bench.document(post)?.int64("queued_in") == 0)
        }
    }

    @Test func `what is decided is not put on the shelf, and leaves it`() async throws {
        try await withRecords { bench in
            let all = try posts(1...2)
            try await bench.recordPending(all)
            _ = try await bench.decide(all[0])
            try await bench.records.shelve(all, client: bench.client.id)
            #expect(try await bench.document(all[0])?.int64("queued_in") == 0)
            _ = try await bench.decide(all[1])
            #expect(try await bench.records.shelf(of: bench.client.id) == [])
        }
    }

    @Test func `an escalated item is put into the supervisors' line again`() async throws {
        try await withRecords { bench in
            let post = try PostID("p")
            try await bench.recordPending([post])
            await bench.records.markEscalated(post, round: 1, client: bench.client.id)
            await bench.records.markEscalated(post, round: 7, client: bench.client.id)
            await bench.records.flush()
            let items = try await bench.records.requeue([post], epoch: 2, client: bench.client.id)
            #expect(items.map(\.queue) == [.escalated])
        }
    }
}
