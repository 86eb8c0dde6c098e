import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// Two servers at one log, of which one is farther from MongoDB.
@Suite(.serialized) struct DistanceTests {
    @Test(arguments: [Duration.milliseconds(2), .milliseconds(10)])
    func `the farther server's callers wait a few round trips longer, and not for their turn`(
        distance: Duration
    ) async throws {
        let mongod = try await PrivateMongo.start()
        let port = try #require(mongod.ports.first)
        let relay = try TCPRelay(to: port, delay: distance / 2)
        let url = "mongodb://127.0.0.1:\(relay.port)/modpilot?directConnection=true"
        try await Servers.with(url: mongod.url()) { servers async throws in
            try await Servers.with(url: url, client: servers.client, records: servers.records) { far async throws in
                let (nearServer, farServer) = (servers.start(), far.start())
                try await servers.whileRunning(nearServer) {
                    try await far.whileRunning(farServer) {
                        let end = ContinuousClock.now + .seconds(4)
                        async let near = callers(24, on: nearServer, servers.client, until: end)
                        async let distant = callers(4, on: farServer, servers.client, until: end)
                        let (nearTook, farTook) = (try await near, try await distant)
                        let (p50, farP50) = (median(nearTook), median(farTook))
                        // Four round trips, and what a loaded machine adds.
                        let most = p50 + distance * 4 + .milliseconds(30)
                        #expect(
                            farP50 < most,
                            "\(farTook.count) calls, p50 \(farP50), beside \(nearTook.count), p50 \(p50)"
                        )
                        // Each of its callers comes as often as the others', but for the longer way.
                        let share = Double(farTook.count) * 24 / (Double(nearTook.count) * 4)
                        #expect(share > 0.5 * (p50 / most), "share \(share)")
                    }
                }
                try await expectEqual([nearServer, farServer, servers.start()], of: servers.client)
                #expect(servers.reports.all == [] && far.reports.all == [])
            }
        }
    }

    @Test func `what a server wrote ahead counts when nobody else goes on`() async throws {
        try await Servers.with { servers async throws in
            let server = servers.start()
            try await servers.whileRunning(server) {
                _ = try await server.holdPublisherLease("p", for: servers.client)
                let replica = server.replica(of: servers.client.id)
                // As if others had been faster for some time.
                await replica.loseTurns(passed: 5)
                let began = ContinuousClock.now
                try await servers.publish(try servers.items(3), on: server)
                #expect(ContinuousClock.now - began < .seconds(2))
                #expect(try await servers.claim("ann", 3, on: server).items.count == 3)
                try await expectEqual([server, servers.start()], of: servers.client)
            }
        }
    }

    @Test func `what a dead server wrote ahead counts for nothing later, for all alike`() async throws {
        try await Servers.with { servers async throws in
            let server = servers.start()
            try await servers.publish(try servers.items(3), on: server)
            let replica = server.replica(of: servers.client.id)
            let seq = try #require(await replica.loaded?.seq)
            let claim = LineCommand.claim(
                LineClaim(
                    ClaimRequest(client: servers.client, moderator: try ModeratorName("dead"), limit: 3)
                )
            )
            let command = WaitingCommand(
                id: 1,
                command: claim,
                document: try CommandDocument.document(claim),
                bytes: 1,
                epoch: 1,
                decision: nil
            )
            let proposal = try #require(await replica.proposal([command], "dead-1", at: seq + 2, isAhead: true))
            guard case .ours = await replica.log.append(proposal) else {
                Issue.record("not appended")
                return
            }
            // Nobody fills the place before it for long.
            servers.time.letPass(LogTurn.goodFor + .seconds(1))
            let other = servers.start()
            #expect(try await servers.claim("ann", on: other).items.count == 1)
            #expect(try await servers.claim("bob", 2, on: server).items.count == 2)
            try await expectEqual([server, other, servers.start()], of: servers.client)
        }
    }

    private func callers(
        _ count: Int,
        on server: MongoClaims,
        _ client: Client,
        until end: ContinuousClock.Instant
    ) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for number in 0..<count {
                group.addTask {
                    var took: [Duration] = []
                    while ContinuousClock.now < end {
                        let began = ContinuousClock.now
                        _ = try await server.holdPublisherLease("p\(number)", for: client)
                        took.append(.now - began)
                    }
                    return took
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func median(_ all: [Duration]) -> Duration { all.sorted()[all.count / 2] }
}
