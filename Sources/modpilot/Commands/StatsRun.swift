import EventLoop
import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import RedisClaims
import Secrets

/// Looks at claims from the command line, over connections of its own, and changes nothing: it opens no client, and even the
/// scripts that others need are theirs to load.
struct StatsRun: Sendable {
    private let only: ClientID?
    private let loop: EventLoop
    private let mongo: MongoClient
    private let records: MongoRecords
    private let access: ClaimsAccess
    private let inMongo: MongoClaims

    /// - Parameter client: whom to look at; everyone without.
    init(client: ClientID?, settings: Settings) throws(CommandFailure) {
        only = client
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
        access = ClaimsAccess(
            only: client,
            shared: settings.redisURL,
            as: "modpilot-stats",
            on: loop,
            mongo: mongo,
            records: records
        )
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
        for client in try await access.clients() {
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
        let shelf = try await records.shelf(of: client.id)
        let stats =
            if place.store == .redis {
                try await access.claims(of: client).statsIfOpen(of: client)
            } else {
                try await inMongo.statsIfOpen(of: client, in: place.epoch)
            }
        return stats?.adding(shelf)
    }

    func close() async {
        await access.close()
        // All is answered; libmongoc's monitor would take half a second to notice that it may end.
        await mongo.close(within: .milliseconds(10))
        loop.stop()
    }
}
