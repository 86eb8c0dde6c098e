import Moderation
import MongoClient
import Testing

@testable import MongoRecords

struct ClientRecordsTests {
    private var settings: ClientSettings {
        var settings = ClientSettings()
        settings.tier = .mongo
        settings.lease = .milliseconds(1_500)
        settings.maxHold = .seconds(7)
        settings.maxClaims = 3
        settings.itemTTL = .seconds(99)
        settings.targetUrgent = .seconds(1)
        settings.targetHigh = .seconds(2)
        settings.targetNormal = .seconds(3)
        settings.targetLow = .seconds(4)
        settings.maxExpiries = 5
        settings.resultsKept = .seconds(6)
        settings.standIn = false
        return settings
    }

    @Test func `a client is added once, with all its settings`() async throws {
        try await withRecords { bench in
            let client = Client(id: try ClientID("zeta"), settings: settings)
            #expect(try await bench.clients.add(client))
            #expect(try await bench.clients.add(Client(id: client.id)) == false)
            #expect(try await bench.clients.client(client.id) == client)
            #expect(try await bench.clients.allClients() == [bench.client, client])
            #expect(try await bench.clients.client(try ClientID("nobody")) == nil)
        }
    }

    @Test func `new settings replace the old ones and leave the epoch`() async throws {
        try await withRecords { bench in
            _ = try await bench.records.raiseEpoch(of: bench.client, from: 1)
            #expect(try await bench.clients.set(settings, of: bench.client.id))
            #expect(try await bench.clients.client(bench.client.id)?.wanted == settings)
            #expect(try await bench.records.epoch(of: bench.client.id) == 2)
            #expect(try await bench.clients.set(settings, of: try ClientID("nobody")) == false)
        }
    }

    @Test func `a client of an older release has the defaults for what it lacks`() async throws {
        try await withRecords { bench in
            try await bench.mongo.insert(into: "clients", [["_id": "old", "schema": 1, "lease_ms": 1_000]])
            let client = try await bench.clients.client(try ClientID("old"))
            var expected = ClientSettings()
            expected.lease = .seconds(1)
            #expect(client?.settings == expected)
        }
    }

    @Test func `every change raises the version`() async throws {
        try await withRecords { bench in
            var last = try await bench.clients.version()
            #expect(last == 1)
            func expectRise(_ change: () async throws -> Void) async throws {
                try await change()
                let version = try await bench.clients.version()
                #expect(version > last)
                last = version
            }
            try await expectRise { _ = try await bench.clients.add(Client(id: try ClientID("two"))) }
            try await expectRise { _ = try await bench.clients.set(bench.client.settings, of: bench.client.id) }
            try await expectRise { try await bench.clients.add(token("h1", of: bench.client.id)) }
            try await expectRise { _ = try await bench.clients.revoke("name-h1") }
        }
    }

    @Test func `a client is removed when nothing of it is pending, and goes on where it was when it is added again`()
        async throws
    {
        try await withRecords { bench in
            let id = bench.client.id
            #expect(try await bench.clients.remove(ClientID("nobody")) == .missing)
            try await bench.recordPending([PostID("p")])
            #expect(try await bench.clients.remove(id) == .hasPending)
            #expect(try await bench.clients.client(id) != nil)
            _ = try await bench.records.withdraw(PostID("p"), client: id)
            try await bench.clients.add(token("h1", of: id))
            _ = try await bench.records.raiseEpoch(of: bench.client, from: 1)
            let place = try await bench.records.place(of: id)
            #expect(try await bench.clients.remove(id) == .removed(tokens: 1))
            #expect(try await bench.clients.client(id) == nil)
            #expect(try await bench.clients.allClients().allSatisfy { $0.id != id })
            #expect(try await !bench.clients.set(bench.client.settings, of: id))
            #expect(try await bench.clients.remove(id) == .missing)
            #expect(try await bench.clients.add(bench.client))
            #expect(try await !bench.clients.add(bench.client))
            #expect(try await bench.clients.client(id) == bench.client)
            #expect(try await bench.records.place(of: id) == place)
        }
    }

    @Test func `changes made at once are all counted`() async throws {
        try await withRecords { bench in
            let before = try await bench.clients.version()
            _ = try await atOnce(12) { number in
                _ = try await bench.clients.add(Client(id: try ClientID("c\(number)")))
            }
            #expect(try await bench.clients.version() == before + 12)
        }
    }

    @Test func `a fresh directory has version 0 and counts the first changes, made at once`() async throws {
        try await withRecords { bench in
            try await bench.mongo.delete(from: "settings", [:], one: false)
            let empty = try await bench.clients.version()
            #expect(empty == 0)
            _ = try await atOnce(8) { _ in try await bench.clients.raiseVersion() }
            #expect(try await bench.clients.version() == 8)
        }
    }

    private func token(_ hash: String, of client: ClientID, at milliseconds: Int64 = 1_000) -> TokenRecord {
        TokenRecord(
            hash: hash,
            name: "name-\(hash)",
            client: client,
            role: .service,
            subject: nil,
            createdAt: Timestamp(milliseconds: milliseconds),
            expiresAt: nil
        )
    }

    @Test func `tokens come back with all their fields, newest first, of one client or of all`() async throws {
        try await withRecords { bench in
            let other = try ClientID("zeta")
            let moderator = TokenRecord(
                hash: "h3",
                name: "n3",
                client: bench.client.id,
                role: .supervisor,
                subject: try ModeratorName("ann@example.org"),
                createdAt: Timestamp(milliseconds: 3_001),
                expiresAt: Timestamp(milliseconds: 9_002)
            )
            try await bench.clients.add(token("h1", of: bench.client.id, at: 1_000))
            try await bench.clients.add(token("h2", of: other, at: 2_000))
            try await bench.clients.add(moderator)
            let mine = try await bench.clients.tokens(of: bench.client.id).values
            #expect(mine.map(\.hash) == ["h3", "h1"])
            let first = try #require(mine.first)
            #expect(first.name == "n3" && first.role == .supervisor && first.subject == moderator.subject)
            #expect(first.createdAt == moderator.createdAt && first.expiresAt == moderator.expiresAt)
            #expect(first.isRevoked == false && mine.last?.subject == nil && mine.last?.expiresAt == nil)
            #expect(try await bench.clients.tokens().values.map(\.hash) == ["h3", "h1", "h2"])
        }
    }

    @Test func `a revoked token stays listed as such`() async throws {
        try await withRecords { bench in
            try await bench.clients.add(token("h1", of: bench.client.id))
            try await bench.clients.add(token("h2", of: bench.client.id))
            #expect(try await bench.clients.revoke("name-h1"))
            #expect(try await bench.clients.revoke("nobody's") == false)
            let revoked = try await bench.clients.tokens().values.filter(\.isRevoked)
            #expect(revoked.map(\.hash) == ["h1"])
        }
    }

    @Test func `a token's hash is there once`() async throws {
        try await withRecords { bench in
            try await bench.clients.add(token("h1", of: bench.client.id))
            await #expect(throws: MongoError.self) { try await bench.clients.add(token("h1", of: bench.client.id)) }
        }
    }

    @Test func `of 8 servers that propose a claim key at once, all get the same`() async throws {
        try await withRecords { bench in
            for _ in 0..<10 {
                try await bench.mongo.delete(from: "settings", ["_id": "claim-key"], one: true)
                let keys = try await atOnce(8) { try await bench.clients.claimKey(proposing: "key-\($0)") }
                #expect(Set(keys).count == 1)
                #expect(try await bench.clients.claimKey(proposing: "late") == keys.first)
            }
        }
    }
}
