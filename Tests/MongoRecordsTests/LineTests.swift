import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoRecords

struct LineTests {
    private func strays(
        _ bench: Bench,
        before epoch: Int64,
        olderThan age: Duration = .zero,
        limit: Int = 100
    ) async throws -> [PostID] {
        try await bench.records.unqueued(before: epoch, olderThan: age, limit: limit, client: bench.client.id)
    }

    @Test func `a new item is a stray once it is old enough`() async throws {
        try await withRecords { bench in
            let post = PostID(stored: "p-1")
            try await bench.recordPending([post])
            let young = try await strays(bench, before: 1, olderThan: .seconds(10))
            #expect(young.isEmpty)
            try await bench.backdate([post], by: .seconds(11))
            let old = try await strays(bench, before: 1, olderThan: .seconds(10))
            #expect(old == [post])
        }
    }

    @Test func `what stands in this epoch's line is no stray, what stood in an older one is at once`() async throws {
        try await withRecords { bench in
            let all = try posts(1...4)
            try await bench.recordPending(all)
            await bench.records.markQueued(firstRounds(of: Array(all[0...1])), epoch: 3, client: bench.client.id)
            await bench.records.markQueued(firstRounds(of: Array(all[2...3])), epoch: 4, client: bench.client.id)
            #expect(try await strays(bench, before: 3, olderThan: .seconds(60)).isEmpty)
            #expect(try await Set(strays(bench, before: 4, olderThan: .seconds(60))) == Set(all[0...1]))
            #expect(try await Set(strays(bench, before: 5, olderThan: .seconds(60))) == Set(all))
        }
    }

    @Test func `what left the line is a stray again`() async throws {
        try await withRecords { bench in
            let all = try posts(1...2)
            try await bench.recordPending(all)
            await bench.records.markQueued(firstRounds(of: all), epoch: 1, client: bench.client.id)
            await bench.records.markLost([all[1]], client: bench.client.id)
            #expect(try await strays(bench, before: 1) == [all[1]])
        }
    }

    @Test func `decided items are no strays`() async throws {
        try await withRecords { bench in
            let all = try posts(1...2)
            try await bench.recordPending(all)
            _ = try await bench.decide(all[0])
            #expect(try await strays(bench, before: 1) == [all[1]])
        }
    }

    @Test func `strays of all lines come together, earliest due first`() async throws {
        try await withRecords { bench in
            let all = try posts(1...60)
            var inDueOrder: [PostID] = []
            for priority in [Priority.urgent, .high, .normal, .low] {
                for line in 0..<3 {
                    let group = Array(all[(inDueOrder.count)..<(inDueOrder.count + 5)])
                    try await bench.recordPending(group, priority: priority)
                    // Within a group all are due at the same instant, and the next group may be only a millisecond later.
                    try await bench.spreadDueTimes(of: group, from: line * 1_000)
                    if line > 0 {
                        await bench.records.markQueued(
                            firstRounds(of: group),
                            epoch: Int64(line),
                            client: bench.client.id
                        )
                    }
                    inDueOrder += group
                }
            }
            #expect(try await strays(bench, before: 3) == inDueOrder)
            #expect(try await strays(bench, before: 3, limit: 7) == Array(inDueOrder.prefix(7)))
        }
    }

    @Test func `requeueing raises the fence to the epoch's floor and gives the pending ones in due order`() async throws
    {
        try await withRecords { bench in
            let all = try posts(1...4)
            try await bench.recordPending([all[0]], priority: .low)
            try await bench.recordPending([all[1], all[2]], priority: .urgent)
            try await bench.spreadDueTimes(of: Array(all[1...2]))
            _ = try await bench.decide(all[2])
            let items = try await bench.records.requeue(all, epoch: 3, client: bench.client.id)
            #expect(items.map(\.post) == [all[1], all[0]])
            #expect(items.first?.priority == .urgent)
            let floor = Generation.floor(ofEpoch: 3).number
            #expect(try await bench.document(all[0])?.int64("fence") == floor)
            #expect(try await bench.decide(all[0], generation: floor - 1) == nil)
            #expect(try await bench.decide(all[0], generation: floor + 1) != nil)
            // A fence that is higher stays.
            _ = try await bench.records.requeue([all[1]], epoch: 2, client: bench.client.id)
            #expect(try await bench.document(all[1])?.int64("fence") == floor)
        }
    }

    @Test func `requeueing large items gives the first that fit, never none`() async throws {
        try await withRecords { bench in
            let all = try posts(1...20)
            let text = "{\"t\":\"" + String(repeating: "x", count: 1_000_000) + "\"}"
            for post in all {
                let verdict = VerdictRecord(post: post, verdict: .manualReview, payload: Payload(content: text))
                _ = try await bench.records.record([verdict], for: bench.client)
            }
            try await bench.spreadDueTimes(of: all)
            var left = all
            while !left.isEmpty {
                let items = try await bench.records.requeue(left.shuffled(), epoch: 1, client: bench.client.id)
                #expect((1...15).contains(items.count))
                #expect(items.map(\.post) == Array(left.prefix(items.count)))
                if items.isEmpty { break }
                left.removeFirst(items.count)
            }
        }
    }

    @Test func `requeueing nothing does nothing`() async throws {
        try await withRecords { bench in
            let items = try await bench.records.requeue([], epoch: 1, client: bench.client.id)
            #expect(items.isEmpty)
        }
    }
}

extension Bench {
    /// Makes items look older than they are.
    func backdate(_ posts: [PostID], by age: Duration) async throws {
        for post in posts {
            let change: BSONValue = [
                ["$set": ["queued_at": ["$subtract": ["$queued_at", .int64(age.inMilliseconds)]]]]
            ]
            try await mongo.update(
                in: MongoRecords.items,
                MongoUpdate(["_id": ItemDocument.id(client.id, post)], change)
            )
        }
    }

    /// Puts the due times of items a millisecond apart, in their order.
    func spreadDueTimes(of posts: [PostID], from first: Int = 0) async throws {
        let updates = posts.enumerated().map { offset, post in
            let change: BSONValue = [["$set": ["due_at": ["$add": ["$due_at", .int(first + offset)]]]]]
            return MongoUpdate(["_id": ItemDocument.id(client.id, post)], change)
        }
        try await mongo.update(in: MongoRecords.items, updates)
    }
}
