import EventLoop
import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import RedisClaims
import RedisClient
import Secrets

/// Looks at claims from the command line, over connections of its own, and changes nothing: it opens no client, and even the
/// scripts that others need are theirs to load.
actor StatsRun {
    private let only: ClientID?
    private let shared: RedisURL
    private let loop: EventLoop
    private let mongo: MongoClient
    private let records: MongoRecords
    /// One for each Redis that has been looked into.
    private var claims: [RedisURL: RedisClaims] = [:]
    private var connections: [RedisConnection] = []
    private let inMongo: MongoClaims

    /// - Parameter client: whom to look at; everyone without.
    init(client: ClientID?, settings: Settings) throws(CommandFailure) {
        only = client
        shared = settings.redisURL
        // Whoever reads the tables may go, also before any Redis was asked.
        ProcessControl.ignoreBrokenPipes()
        do {
            loop = try EventLoop(name: "stats")
            mongo = try MongoClient(uri: settings.mongoURL, threads: 2)
        } catch {
            throw .failed("\(error)")
        }
        let clock = MongoClock(mongo: mongo)
        records = MongoRecords(mongo: mongo, clock: clock)
        inMongo = MongoClaims(
            mongo: mongo,
            records: records,
            payloads: records,
            time: LineTime(clock: clock),
            server: RandomIdentifier.make()
        )
    }

    /// A Redis of one client's own that does not answer is said of that client, and of no other.
    func look() async throws(CommandFailure) -> [ClientLook] {
        var looks: [ClientLook] = []
        for client in try await clients() {
            do throws(StoreFailure) {
                looks.append(ClientLook(client: client, stats: try await stats(of: client)))
            } catch  where error.hasMoved {
                looks.append(ClientLook(client: client, stats: nil))
            } catch {
                guard only == nil, client.settings.redis != nil else {
                    throw .failed("\(error); give the command again when both stores answer")
                }
                looks.append(ClientLook(client: client, stats: nil, problem: error.description))
            }
        }
        return looks
    }

    private func stats(of client: Client) async throws(StoreFailure) -> ClientStats? {
        let place = try await records.place(of: client.id)
        guard place.store == .redis else { return try await inMongo.statsIfOpen(of: client, in: place.epoch) }
        return try await claims(for: client).statsIfOpen(of: client)
    }

    private func claims(for client: Client) async throws(StoreFailure) -> RedisClaims {
        let url = try Place.redis(of: client, shared: shared)
        if let known = claims[url] { return known }
        var options = RedisOptions()
        options.clientName = "modpilot-stats"
        do throws(RedisError) {
            options.learnsIdentity = true
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

    /// Read anew for each look, so that one that was added meanwhile is seen.
    private func clients() async throws(CommandFailure) -> [Client] {
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

    func close() async {
        for connection in connections { await connection.close() }
        // All is answered; libmongoc's monitor would take half a second to notice that it may end.
        await mongo.close(within: .milliseconds(10))
        loop.stop()
    }
}
