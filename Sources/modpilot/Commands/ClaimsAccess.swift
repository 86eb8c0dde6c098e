import Cluster
import EventLoop
import Moderation
import MongoClient
import MongoRecords
import MongoShared
import RedisClaims
import RedisClient

/// The clients that a command looks at, and their claims in Redis, over connections of the command's own.
actor ClaimsAccess {
    private let only: ClientID?
    private let shared: RedisURL
    private let name: String
    private let loop: EventLoop
    private let mongo: MongoClient
    private let records: MongoRecords
    /// Tells which claims stand where a Redis has lost them.
    private let journal: MongoJournal?
    /// One for each Redis that has been looked into.
    private var claims: [RedisURL: RedisClaims] = [:]
    private var connections: [RedisConnection] = []

    /// - Parameters:
    ///   - only: whom to look at; everyone without.
    ///   - shared: the Redis of clients without one of their own.
    ///   - journal: for one that begins a line anew where Redis has lost it; what only looks needs none.
    ///   - name: by which Redis tells the connections.
    init(
        only: ClientID?,
        shared: RedisURL,
        as name: String,
        on loop: EventLoop,
        mongo: MongoClient,
        records: MongoRecords,
        journal: MongoJournal? = nil
    ) {
        self.only = only
        self.shared = shared
        self.name = name
        self.loop = loop
        self.mongo = mongo
        self.records = records
        self.journal = journal
    }

    /// Read anew each time, so that one that was added meanwhile is seen.
    func clients() async throws(CommandFailure) -> [Client] {
        let records = ClientRecords(mongo: mongo)
        let found: [Client]
        do throws(MongoError) {
            if let only {
                found = try await records.client(only).map { [$0] } ?? []
            } else {
                found = try await records.allClients()
            }
        } catch {
            throw RecordsAccess.failure(error)
        }
        if let only, found.isEmpty { throw ClientShowCommand.missing(only) }
        return found
    }

    func claims(of client: Client) async throws(StoreFailure) -> RedisClaims {
        let url = try Place.redis(of: client, shared: shared)
        if let known = claims[url] { return known }
        var options = RedisOptions()
        options.clientName = name
        options.learnsIdentity = true
        let connection: RedisConnection
        let made: RedisClaims
        do throws(RedisError) {
            connection = try RedisConnection(url, on: loop, options: options)
            connections.append(connection)
            made = RedisClaims(connection: connection, records: records, journal: journal)
            claims[url] = made
            try await connection.connect()
        } catch {
            let hint = url == shared ? "; is Redis up at the address in --redis-url or MODPILOT_REDIS_URL?" : ""
            throw StoreFailure("\(error)\(hint)", maybeDone: false)
        }
        do throws(StoreFailure) {
            try await requireInForce(client, at: url, reached: connection.knownIdentity)
        } catch {
            claims[url] = nil
            throw error
        }
        return made
    }

    /// Another Redis than the one from which servers hand out is looked into by nobody: what is there is over, and nothing must
    /// begin there.
    private func requireInForce(_ client: Client, at url: RedisURL, reached: String?) async throws(StoreFailure) {
        guard let reached, !reached.isEmpty else { return }
        let name = Place.redisName(of: client, at: url)
        let servers = ServerRecords(mongo: mongo)
        let (inForce, signs): (RedisInForce?, [ServerSign])
        do throws(MongoError) {
            inForce = try await servers.redisInForce([name])[name]
            signs = try await servers.signs()
        } catch {
            throw StoreFailure(error)
        }
        guard let inForce, inForce.identity != reached else { return }
        let isUsed = signs.contains { sign in
            sign.age <= LivingServers.silenceOfTheDead && sign.redis[name]?.identity == inForce.identity
        }
        guard isUsed else { return }
        throw StoreFailure(
            "\(url) leads to another Redis than the one that servers use, which is reached by \(inForce.address)",
            maybeDone: false
        )
    }

    func close() async {
        for connection in connections { await connection.close() }
    }
}
