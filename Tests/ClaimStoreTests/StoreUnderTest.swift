import ClaimFixtures
import Moderation
import MongoClaims
import RedisClaims
import RedisClient
import TestSupport
import Testing

/// A claim store, seen from two servers, with a client that no other test has.
struct StoreUnderTest: Sendable {
    let servers: [any ClaimStore & BoundedLine]
    let client: Client
    /// Where a store on Redis reports what it lost.
    let records: EpochRecords

    private let memory: MemoryClaims?
    private let line: LineClaims?
    private let connections: [RedisConnection]
    private let mongo: MongoServers?

    var store: any ClaimStore { servers[0] }
    var bounded: any BoundedLine { servers[0] }
    var other: any ClaimStore { servers[1] }

    /// The first server's connection, to look behind the store's back; nil where the store has none.
    var redis: RedisConnection? { connections.first }
    var keys: ClientKeys { ClientKeys(client.id.description) }

    private init(_ kind: StoreKind, _ client: Client, url: String?) throws {
        self.client = client
        let records = EpochRecords(in: kind == .mongo ? .mongo : .redis)
        self.records = records
        switch kind {
        case .memory:
            let claims = MemoryClaims()
            memory = claims
            line = nil
            mongo = nil
            servers = [claims, claims]
            connections = []
        case .line:
            let claims = LineClaims()
            memory = nil
            line = claims
            servers = [claims, claims]
            connections = []
            mongo = nil
        case .routed:
            let claims = MemoryClaims()
            memory = claims
            line = nil
            servers = Array(repeating: RoutedClaims(Crossroads(claims)), count: 2)
            mongo = nil
            connections = []
        case .mongo:
            let mongo = try MongoServers(records: records)
            memory = nil
            line = nil
            self.mongo = mongo
            servers = mongo.claims
            connections = []
        case .redis:
            memory = nil
            line = nil
            mongo = nil
            let url = try url ?? TestEnvironment.redisURL
            let connections = try TestLoops.pair().map { try RedisConnection.forTest(url, on: $0) }
            self.connections = connections
            servers = connections.map { RedisClaims(connection: $0, records: records) }
        }
    }

    /// Runs `body` over a store and checks afterwards that Redis holds nothing inconsistent.
    ///
    /// - Parameter known: of another store, if not a client of its own.
    static func with(
        _ kind: StoreKind,
        settings: ClientSettings = .forTest,
        of known: Client? = nil,
        url: String? = nil,
        isSound: Bool = true,
        _ body: (StoreUnderTest) async throws -> Void
    ) async throws {
        let client = Client(id: try known?.id ?? ClientID(uniqueName("c")), settings: settings)
        let store = try StoreUnderTest(kind, client, url: url)
        do {
            try await store.mongo?.claims.first?.prepare()
            try await body(store)
            if isSound { try await store.expectSound() }
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private func close() async {
        if let redis, let names = try? await redis.texts(["KEYS", keys.pattern]), !names.isEmpty {
            _ = try? await redis.send(["DEL"] + names)
        }
        for connection in connections { await connection.close() }
        await mongo?.close()
    }

    /// For what Redis itself keeps the time of: there it really passes.
    func reallyLetPass(_ duration: Duration) async throws {
        memory?.advance(by: duration)
        line?.advance(by: duration)
        mongo?.time.letPass(duration)
        if redis != nil { try await Task.sleep(for: duration) }
    }

    func letPass(_ duration: Duration) async throws {
        memory?.advance(by: duration)
        line?.advance(by: duration)
        mongo?.time.letPass(duration)
        if let redis { try await TimeShift.letPass(duration, of: client.id.description, in: redis) }
    }

    /// A server's store as one that a line can leave and enter.
    func movable(_ server: Int = 0) throws -> any MovableLine { try #require(servers[server] as? any MovableLine) }

    /// Where the line is: what is in memory has its epoch itself.
    func place() async throws -> LinePlace {
        if redis != nil || mongo != nil { return try await records.place(of: client.id) }
        return LinePlace(store: .redis, epoch: try await store.epoch(of: client))
    }

    func arrive(from place: LinePlace, at next: LinePlace) async throws {
        _ = try await records.move(client.id, from: place, to: next)
    }

    /// As if the store had been emptied, for this client. A store on MongoDB, which loses nothing, goes on in the next epoch.
    func loseData() async throws {
        memory?.loseData(of: client.id)
        line?.loseData(of: client.id)
        if let claims = mongo?.claims.first {
            let epoch = try await claims.epoch(of: client)
            _ = try await claims.open(client, in: try await records.raiseEpoch(of: client, from: epoch))
        }
        if let redis {
            let names = try await redis.texts(["KEYS", keys.pattern])
            if !names.isEmpty { _ = try await redis.send(["DEL"] + names) }
        }
    }

    /// What is about to be published is recorded first.
    func record(_ items: [QueuedItem]) { mongo?.payloads.record(items) }

    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        guard let redis else { return }
        let violations = try await ClientState(of: client.id.description, in: redis).violations
        #expect(violations == [], sourceLocation: sourceLocation)
    }

    func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await store.queues(of: client) == [], sourceLocation: sourceLocation)
        guard let redis else { return }
        let leftovers = try await ClientState(of: client.id.description, in: redis).leftovers
        #expect(leftovers == [], sourceLocation: sourceLocation)
    }
}

extension ClientSettings {
    /// Times long enough that only `letPass` ends them.
    static var forTest: ClientSettings {
        var settings = ClientSettings()
        settings.lease = .seconds(300)
        settings.maxClaims = 10
        return settings
    }
}
