import EventLoop
import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import Secrets

/// Compares the stores from the command line, over connections of its own. Without `mends` it changes nothing.
struct ReconcileRun: Sendable {
    private let only: ClientID?
    private let mends: Bool
    private let loop: EventLoop
    private let mongo: MongoClient
    private let records: MongoRecords
    private let journal: MongoJournal
    private let lines: MongoClaims
    private let access: ClaimsAccess

    private typealias Store = any ClaimStore & InspectableLine & BoundedLine

    /// - Parameter client: whom to look at; everyone without.
    init(client: ClientID?, mends: Bool, settings: Settings) throws(CommandFailure) {
        only = client
        self.mends = mends
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
        access = ClaimsAccess(
            only: client,
            shared: settings.redisURL,
            as: "modpilot-reconcile",
            on: loop,
            mongo: mongo,
            records: records,
            journal: journal
        )
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
        for client in try await access.clients() {
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
        for _ in 0..<Self.moves {
            do throws(StoreFailure) {
                return try await compareOnce(client, progress)
            } catch {
                // Begun anew where the line is by then.
                guard error.hasMoved else { throw error }
                try? await Task.sleep(for: Self.pause)
            }
        }
        return try await compareOnce(client, progress)
    }

    /// How often the line may move under the comparison.
    private static let moves = 4
    private static let pause: Duration = .seconds(1)

    private func compareOnce(
        _ client: Client,
        _ progress: ReconcileProgress
    ) async throws(StoreFailure) -> DriftReport {
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
        case .redis: return try await access.claims(of: client)
        case .mongo:
            if mends { try await lines.prepare() }
            return lines
        }
    }

    func close() async {
        await access.close()
        await journal.close()
        await records.close()
        // All is answered; libmongoc's monitor would take half a second to notice that it may end.
        await mongo.close(within: .milliseconds(10))
        loop.stop()
    }
}
