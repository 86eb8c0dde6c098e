import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// Lines that nobody uses.
@Suite struct RestTests {
    @Test func `a line leaves memory while passes go on, and its claim still ends in time`() async throws {
        try await Servers.with { servers async throws in
            let server = servers.start(times: short)
            try await servers.whileRunning(server) {
                try await servers.publish(try servers.items(3), on: server)
                #expect(try await servers.claim("ann", on: server).items.count == 1)
                try await eventually("the line leaves memory", within: .seconds(10)) {
                    let ended = try await pass(server, servers)
                    let isResting = await isResting(server, servers)
                    return ended == 0 && isResting
                }
                for _ in 0..<5 {
                    let ended = try await pass(server, servers)
                    #expect(ended == 0)
                }
                let isStillResting = await isResting(server, servers)
                #expect(isStillResting, "a pass needs nothing of it")
                servers.time.letPass(servers.client.settings.lease + .seconds(1))
                let ended = try await pass(server, servers)
                #expect(ended == 1)
                #expect(try await servers.claim("bob", on: server).items.first?.item.post.description == "p0")
            }
        }
    }

    @Test func `a line that another server begins to use is looked at again`() async throws {
        try await Servers.with { servers async throws in
            let (server, other) = (servers.start(times: short), servers.start())
            try await servers.whileRunning(server) {
                try await servers.publish(try servers.items(3), on: server)
                try await eventually("the line leaves memory", within: .seconds(10)) {
                    await isResting(server, servers)
                }
                #expect(try await servers.claim("ann", on: other).items.count == 1)
                servers.time.letPass(servers.client.settings.lease + .seconds(1))
                try await eventually("the claim ends here", within: .seconds(10)) {
                    try await pass(server, servers) == 1
                }
            }
        }
    }

    private var short: LineTimes {
        var times = LineTimes()
        times.unusedLines = .seconds(1)
        return times
    }

    private func isResting(_ server: MongoClaims, _ servers: Servers) async -> Bool {
        await server.replica(of: servers.client.id).loaded == nil
    }

    /// What a server does again and again for a client; gives how many claims ended.
    private func pass(_ server: MongoClaims, _ servers: Servers) async throws -> Int {
        var ended = 0
        let client = servers.client
        for queue in try await server.queues(of: client) {
            ended += try await server.expire(queue, of: client).ended.count
            _ = try await server.overstayed(in: queue, of: client, limit: 10)
        }
        let epoch = try await server.epoch(of: client)
        _ = try await server.inspect(client, in: epoch, after: nil, limit: 10)
        return ended
    }
}
