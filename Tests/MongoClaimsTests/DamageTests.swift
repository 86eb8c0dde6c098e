import ClaimFixtures
import Lines
import Moderation
import MongoClient
import Testing

@testable import MongoClaims

/// What somebody wrote into a line's log or image by hand ends no server.
@Suite struct DamageTests {
    @Test func `no entry and no image ends the process, whatever stands in it`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await Servers.with { servers async throws in
            let server = servers.start()
            try await furnish(servers, server)
            let replica = server.replica(of: servers.client.id)
            await replica.writeImage()
            let own: BSONDocument = [
                "_id": ["$gte": .string("\(servers.client.id)/"), "$lt": .string("\(servers.client.id)0")]
            ]
            let entries = try await servers.mongo.find(in: LineLog.collection, FindQuery(own), limit: 1_000)
            let parts = try await servers.mongo.find(in: LineImages.parts, FindQuery(own), limit: 10)
            let loaded = try #require(await replica.loaded)
            let header = ImageDocument.header(loaded.line.image().header)
            #expect(entries.count > 8 && !parts.isEmpty)
            var damage = DamagedDocuments(seed: seed)
            var (applied, read) = (0, 0)
            for _ in 0..<15_000 {
                if var entry = try? LogDocument.read(damage.next(from: entries)),
                    let commands = try? entry.readCommands()
                {
                    // As if it were the next one.
                    var line = loaded
                    entry.seq = line.seq + 1
                    _ = line.apply(entry, commands, bytes: 1)
                    _ = line.apply(entry, commands, bytes: 1)
                    applied += Int(truncatingIfNeeded: line.digest & 1)
                }
                var reader = ImageReader()
                guard (try? reader.add(part: damage.next(from: parts))) != nil,
                    let line = try? reader.line(header: damage.next(from: [header]))
                else { continue }
                read += Int(truncatingIfNeeded: line.digest & 1)
            }
            #expect(applied > 0, "seed \(seed)")
            #expect(read >= 0)
        }
    }

    /// Every kind of command once.
    private func furnish(_ servers: Servers, _ server: MongoClaims) async throws {
        let (client, ann) = (servers.client, try ModeratorName("ann"))
        try await servers.publish(try servers.items(12), on: server)
        let held = try await servers.claim("ann", 8, on: server).items.map(\.item.post)
        let any = NamedClaim.any
        _ = try await server.extend(held[0], by: ann, naming: any, for: client)
        _ = try await server.release(held[1], by: ann, naming: any, anyones: false, for: client)
        _ = try await server.escalate(held[2], by: ann, naming: any, for: client)
        try await server.withdraw(held[3], upTo: 1, for: client)
        try await servers.acknowledge(held[4], on: server)
        _ = try await server.beginDecision(on: held[5], by: ann, naming: any, for: client)
        _ = try await server.holdPublisherLease("p", for: client)
        _ = try await server.expire(.default, of: client)
    }
}
