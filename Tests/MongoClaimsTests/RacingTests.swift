import Moderation
import TestSupport
import Testing

@testable import MongoClaims

/// Servers that append to one log at once.
@Suite struct RacingTests {
    @Test func `64 moderators on two servers get each item once, and both servers have the same line`() async throws {
        try await Servers.with { servers async throws in
            let pair = [servers.start(), servers.start()]
            try await servers.publish(try servers.items(300), on: pair[0])
            let claimed = Shared<[PostID]>([])
            try await withThrowingTaskGroup { group in
                for number in 0..<64 {
                    group.addTask {
                        for _ in 0..<10 {
                            let set = try await servers.claim("m\(number)", 10, on: pair[number % 2])
                            let new = set.items.filter(\.isNew).map(\.item.post)
                            claimed.change { $0 += new }
                            for post in new {
                                try await servers.acknowledge(post, on: pair[(number + 1) % 2])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let posts = claimed.current
            #expect(posts.count == 300)
            #expect(Set(posts).count == 300)
            try await expectEqual(pair, of: servers.client)
            #expect(servers.reports.all == [])
        }
    }

    @Test func `no server keeps another from its turn`() async throws {
        try await Servers.with { servers async throws in
            let pair = [servers.start(), servers.start()]
            let made = Shared([0, 0])
            try await servers.whileRunning(pair[0]) {
                try await servers.whileRunning(pair[1]) {
                    try await withThrowingTaskGroup { group in
                        for number in 0..<16 {
                            group.addTask {
                                while made.current.reduce(0, +) < 1_200 {
                                    _ = try await pair[number % 2].holdPublisherLease(
                                        "p\(number)",
                                        for: servers.client
                                    )
                                    made.change { $0[number % 2] += 1 }
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }
            let (one, other) = (made.current[0], made.current[1])
            // Each may lose a few times before it writes ahead of the other.
            #expect(min(one, other) * 12 > max(one, other), "\(one) and \(other)")
        }
    }

    @Test func `a reader meets each decision once and in order, while two servers acknowledge`() async throws {
        try await Servers.with { servers async throws in
            let pair = [servers.start(), servers.start()]
            let items = try servers.items(200)
            try await servers.publish(items, on: pair[0])
            let isDone = Shared(false)
            async let reader = read(servers, on: servers.start(), until: isDone)
            try await withThrowingTaskGroup { group in
                for (number, item) in items.enumerated() {
                    group.addTask {
                        try await servers.acknowledge(item.post, on: pair[number % 2])
                        // Said twice, on both, it is one result.
                        try await servers.acknowledge(item.post, on: pair[(number + 1) % 2])
                    }
                }
                try await group.waitForAll()
            }
            isDone.change { $0 = true }
            let seen = try await reader
            #expect(seen.count == 200)
            #expect(Set(seen).count == 200)
            let all = try await pair[1].results(of: servers.client, after: "123-0", limit: 1_000)
            #expect(all.decisions == seen)
            #expect(all.decisions.first?.contains("$within") == true)
        }
    }

    private func read(
        _ servers: Servers,
        on server: MongoClaims,
        until isDone: Shared<Bool>
    ) async throws -> [String] {
        var seen: [String] = []
        var cursor = ""
        while true {
            let isLast = isDone.current
            let page = try await server.results(of: servers.client, after: cursor, limit: 3)
            seen += page.decisions
            cursor = page.next
            if page.decisions.isEmpty, isLast { return seen }
        }
    }
}

/// Both have applied the same entries and have the same line.
func expectEqual(
    _ servers: [MongoClaims],
    of client: Client,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    var digests: [Int64?] = []
    for server in servers {
        let replica = server.replica(of: client.id)
        try await replica.load()
        try await replica.catchUp()
        digests.append(await replica.loaded?.digest)
    }
    #expect(digests.allSatisfy { $0 != nil && $0 == digests[0] }, "\(digests)", sourceLocation: sourceLocation)
}
