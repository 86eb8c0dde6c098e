import EventLoop
import Moderation
import MongoClient
import MongoRecords
import RedisClaims
import RedisClient

/// Looks at claims from the command line, over connections of its own, and changes nothing: it opens no client, and even the
/// scripts that others need are theirs to load.
struct StatsRun {
    private let only: ClientID?
    private let loop: EventLoop
    private let mongo: MongoClient
    private let connection: RedisConnection
    private let claims: RedisClaims

    /// - Parameter client: whom to look at; everyone without.
    init(client: ClientID?, settings: Settings) async throws(CommandFailure) {
        only = client
        do {
            let url = settings.redisURL
            loop = try EventLoop(name: "stats")
            mongo = try MongoClient(uri: settings.mongoURL, threads: 2)
            var options = RedisOptions()
            options.clientName = "modpilot-stats"
            connection = try RedisConnection(url, on: loop, options: options)
        } catch {
            throw .failed("\(error)")
        }
        claims = RedisClaims(
            connection: connection,
            records: MongoRecords(mongo: mongo, clock: MongoClock(mongo: mongo))
        )
        do throws(RedisError) {
            try await connection.connect()
        } catch {
            await close()
            throw .failed("\(error); is Redis up at the address in --redis-url or MODPILOT_REDIS_URL?")
        }
    }

    func look() async throws(CommandFailure) -> [ClientLook] {
        let clients = try await clients()
        var looks: [ClientLook] = []
        do throws(StoreFailure) {
            for client in clients {
                looks.append(ClientLook(client: client, stats: try await claims.statsIfOpen(of: client)))
            }
        } catch {
            throw .failed("\(error); give the command again when both stores answer")
        }
        return looks
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
        await connection.close()
        // All is answered; libmongoc's monitor would take half a second to notice that it may end.
        await mongo.close(within: .milliseconds(10))
        loop.stop()
    }
}
