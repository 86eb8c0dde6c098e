import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// A MongoDB that stands still, or changes its primary.
@Suite struct OutageTests {
    @Test func `callers hear in time that an outcome is unknown, and it turns out once`() async throws {
        let mongod = try await PrivateMongo.start()
        try await Servers.with(url: mongod.url()) { servers async throws in
            let server = servers.start()
            try await servers.publish(try servers.items(10), on: server)
            try await mongod.pause()
            let began = ContinuousClock.now
            let failures = await withTaskGroup { group in
                for number in 0..<8 {
                    group.addTask { () -> StoreFailure? in
                        do {
                            _ = try await servers.claim("m\(number)", on: server)
                            return nil
                        } catch {
                            return error as? StoreFailure
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            mongod.resume()
            #expect(ContinuousClock.now - began < .seconds(8))
            #expect(failures.allSatisfy { $0 != nil })
            // What was sent may have been done, what waited behind it was not.
            #expect(failures.contains { $0?.maybeDone == true })
            // Each moderator has one item at most, and the same one when asked again.
            var posts: Set<PostID> = []
            for number in 0..<8 {
                let set = try await servers.claim("m\(number)", on: servers.start())
                #expect(set.items.count == 1)
                posts.formUnion(set.items.map(\.item.post))
            }
            #expect(posts.count == 8)
            try await expectEqual([server, servers.start()], of: servers.client)
        }
    }

    @Test func `a primary that is stepped down costs no claim and makes none twice`() async throws {
        let mongod = try await PrivateMongo.start(nodes: 3)
        try await Servers.with(url: mongod.url()) { servers async throws in
            let pair = [servers.start(), servers.start()]
            try await servers.publish(try servers.items(400), on: pair[0])
            let claimed = Shared<[PostID]>([])
            try await withThrowingTaskGroup { group in
                for number in 0..<16 {
                    group.addTask {
                        while claimed.current.count < 400 {
                            // Asked again after a failure, a moderator gets what the lost answer gave.
                            guard let set = try? await servers.claim("m\(number)", 5, on: pair[number % 2]) else {
                                continue
                            }
                            if set.items.isEmpty, set.queue.ready == 0, set.queue.claimed == 0 { return }
                            for item in set.items {
                                claimed.change { $0.append(item.item.post) }
                                try await eventually("a decision is taken", within: .seconds(30)) {
                                    try await servers.acknowledge(item.item.post, on: pair[number % 2])
                                    return true
                                }
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<2 {
                        try await Task.sleep(for: .milliseconds(300))
                        _ = try? await servers.mongo.command(
                            ["replSetStepDown": 5, "force": true],
                            kind: .readWrite,
                            database: "admin"
                        )
                    }
                }
                try await group.waitForAll()
            }
            let posts = claimed.current
            #expect(posts.count == 400)
            #expect(Set(posts).count == 400)
            let results = try await pair[0].results(of: servers.client, after: "", limit: 1_000).decisions
            #expect(Set(results).count == 400)
            #expect(results.count == 400)
            try await expectEqual(pair + [servers.start()], of: servers.client)
        }
    }
}
