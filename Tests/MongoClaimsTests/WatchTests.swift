import Lines
import Moderation
import MongoClient
import MongoShared
import TestSupport
import Testing

@testable import MongoClaims

/// What a server hears of what others append.
@Suite struct WatchTests {
    @Test func `what one server publishes another hears, also after the stream broke`() async throws {
        let mongod = try await PrivateMongo.start()
        try await Servers.with(url: mongod.url()) { servers async throws in
            let heard = Shared(0)
            let other = servers.start()
            let server = servers.start(signal: { client, signal in
                if client == servers.client.id, case .items(.default, let count) = signal {
                    heard.change { $0 += count }
                }
            })
            #expect(try await servers.claim("ann", on: server).items.isEmpty)
            try await servers.whileRunning(server) {
                try await servers.publish(try servers.items(3), on: other)
                try await eventually("three items are heard of", within: .seconds(3)) { heard.current == 3 }
                try await mongod.restart()
                try await eventually("items are published again", within: .seconds(20)) {
                    try await servers.publish(try servers.items(2, from: 3), on: other)
                    return true
                }
                try await eventually("five items are heard of", within: .seconds(20)) { heard.current == 5 }
            }
        }
    }

    @Test func `an idle server asks nothing`() async throws {
        let mongod = try await PrivateMongo.start()
        try await Servers.with(url: mongod.url()) { servers async throws in
            let server = servers.start()
            try await servers.publish(try servers.items(3), on: server)
            _ = try await servers.claim("ann", on: server)
            try await servers.whileRunning(server) {
                let before = try await commands(servers.mongo)
                for _ in 0..<30 {
                    for queue in try await server.queues(of: servers.client) {
                        _ = try await server.expire(queue, of: servers.client)
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
                // But for asking how many there were.
                #expect(try await commands(servers.mongo) - before <= 1)
            }
        }
    }

    /// Reads and writes of clients, as MongoDB counts them; the stream's own waiting aside.
    private func commands(_ mongo: MongoClient) async throws -> Int64 {
        let status = try await mongo.command(["serverStatus": 1], kind: .read, database: "admin")
        let metrics = try #require(status.document("metrics")?.document("commands"))
        return ["find", "aggregate", "findAndModify", "insert", "update", "delete"].reduce(0) { sum, name in
            sum + (metrics.document(name)?.int64("total") ?? 0)
        }
    }
}
