import EventLoop
import Moderation
import MongoClient
import MongoRecords
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
    /// One for each Redis that has been looked into.
    private var claims: [RedisURL: RedisClaims] = [:]
    private var connections: [RedisConnection] = []

    /// - Parameters:
    ///   - only: whom to look at; everyone without.
    ///   - shared: the Redis of clients without one of their own.
    ///   - name: by which Redis tells the connections.
    init(
        only: ClientID?,
        shared: RedisURL,
        as name: String,
        on loop: EventLoop,
        mongo: MongoClient,
        records: MongoRecords
    ) {
        self.only = only
        self.shared = shared
        self.name = name
        self.loop = loop
        self.mongo = mongo
        self.records = records
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
        do throws(RedisError) {
            let connection = try RedisConnection(url, on: loop, options: options)
            connections.append(connection)
            let made = RedisClaims(connection: connection, records: records)
            claims[url] = made
            try await connection.connect()
            return made
        } catch {
            let hint = url == shared ? "; is Redis up at the address in --redis-url or MODPILOT_REDIS_URL?" : ""
            throw StoreFailure("\(error)\(hint)", maybeDone: false)
        }
    }

    func close() async {
        for connection in connections { await connection.close() }
    }
}
