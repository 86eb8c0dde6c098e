import EventLoop
import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import RedisClaims
import RedisClient
import Secrets

/// Compares the stores from the command line, over connections of its own. Without `mends` it changes nothing.
actor ReconcileRun {
    private let only: ClientID?
    private let mends: Bool
    private let shared: RedisURL
    private let loop: EventLoop
    private let mongo: MongoClient
    private let records: MongoRecords
    private let journal: MongoJournal
    private let lines: MongoClaims
    /// One for each Redis that has been looked into.
    private var claims: [RedisURL: RedisClaims] = [:]
    private var connections: [RedisConnection] = []

    private typealias Store = any ClaimStore & InspectableLine

    /// - Parameter client: whom to look at; everyone without.
    init(client: ClientID?, mends: Bool, settings: Settings) throws(CommandFailure) {
        only = client
        self.mends = mends
        shared = settings.redisURL
        // Whoever reads the table may go, also before any Redis was asked.
        ProcessControl.ignoreBrokenPipes()
        do {
            try Sodium.start()
            loop = try EventLoop(name: "reconcile")
            mongo = try MongoClient(uri: settings.mongoURL, threads: 4)
            journal = MongoJournal(mongo: mongo) { lost in
                Terminal.error("\(lost) events of the history were lost: MongoDB did not take them")
            }
        } catch {
            throw .failed("\(error)")
        }
        let clock = MongoClock(mongo: mongo)
        records = MongoRecords(mongo: mongo, clock: clock)
        lines = MongoClaims(
            mongo: mongo,
            records: records,
            payloads: records,
            time: LineTime(clock: clock),
            server: RandomIdentifier.make()
        )
    }

    /// A Redis of one client's own that does not answer is said of that client, and of no other.
    func compare() async throws(CommandFailure) -> [ClientDrift] {
        let progress = ReconcileProgress()
        var found: [ClientDrift] = []
        for client in try await clients() {
            do throws(StoreFailure) {
                let report = try await compare(client, progress)
                progress.add(report)
                found.append(ClientDrift(client: client, report: report))
            } catch {
                let isOwnRedis = client.settings.redis != nil || error.hasMoved
                guard only == nil, isOwnRedis else {
                    throw .failed("\(error); give the command again when both stores answer")
                }
                found.append(ClientDrift(client: client, report: nil, problem: error.description))
            }
        }
        progress.finish()
        return found
    }

    private func compare(_ client: Client, _ progress: ReconcileProgress) async throws(StoreFailure) -> DriftReport {
        let store = try await store(of: client)
        let recovery = Recovery(claims: store, records: records, journal: journal)
        let reconciliation = Reconciliation(
            claims: store,
            records: records,
            recovery: recovery,
            name: { RandomIdentifier.make() }
        )
        return try await reconciliation.run(client, mends: mends) { progress.advance(client.id, $0) }
    }

    private func store(of client: Client) async throws(StoreFailure) -> Store {
        switch try await records.place(of: client.id).store {
        case .redis: return try await claims(for: client)
        case .mongo:
            if mends { try await lines.prepare() }
            return lines
        }
    }

    private func claims(for client: Client) async throws(StoreFailure) -> RedisClaims {
        let url = try Place.redis(of: client, shared: shared)
        if let known = claims[url] { return known }
        var options = RedisOptions()
        options.clientName = "modpilot-reconcile"
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
        await journal.close()
        await records.close()
        // All is answered; libmongoc's monitor would take half a second to notice that it may end.
        await mongo.close(within: .milliseconds(10))
        loop.stop()
    }
}
