import EventLoop
import Ingestion
import Moderation
import MongoClaims
import MongoClient
import MongoRecords
import MongoShared
import RedisClient
import Secrets
import Synchronization

/// One ingest from the command line: the same module that the server uses, with its own connections.
struct IngestRun {
    private let client: Client
    private let loop: EventLoop
    private let mongo: MongoClient
    /// Nil for a client whose line is in MongoDB.
    private let stores: LoopStores?
    private let ingestion: Ingestion

    init(client: Client, settings: Settings) async throws(CommandFailure) {
        self.client = client
        do {
            loop = try EventLoop(name: "ingest")
            mongo = try MongoClient(uri: settings.mongoURL, threads: 2)
            let clock = MongoClock(mongo: mongo)
            let records = MongoRecords(mongo: mongo, clock: clock)
            try await records.prepare()
            let claims: any ClaimStore & BoundedLine
            if try await records.place(of: client.id).store == .mongo {
                stores = nil
                claims = MongoClaims(
                    mongo: mongo,
                    records: records,
                    payloads: records,
                    time: LineTime(clock: clock),
                    server: RandomIdentifier.make()
                )
            } else {
                var options = RedisOptions()
                options.clientName = "modpilot-ingest"
                let url = try Place.redis(of: client, shared: settings.redisURL)
                // Should Redis have lost the line, it begins anew with the claims that stand.
                let journal = MongoJournal(mongo: mongo, clock: clock) { _ in }
                let made = try LoopStores(
                    loop: loop,
                    url: url,
                    records: records,
                    journal: journal,
                    options: options
                )
                stores = made
                claims = made.claims
            }
            let isTold = Atomic<Bool>(false)
            ingestion = Ingestion(
                claims: claims,
                records: records,
                keeper: LineKeeper(claims: claims, records: records),
                failpoints: try FailpointSwitch.failpoints(from: Environment["MODPILOT_FAILPOINT"])
            ) { _, failure in
                // Once is enough: a running server puts the items into line.
                guard !isTold.exchange(true, ordering: .relaxed) else { return }
                Terminal.error("stored, but not in line yet: \(failure); a running server will see to it")
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }

    func take(_ input: InputFile) async throws(CommandFailure) -> IngestReport {
        var progress = IngestProgress(total: input.size)
        var reader = LineReader()
        var report = IngestReport()
        while let block = try await input.block() {
            let taken = try await ingest(reader.take(block))
            show(taken.refused)
            report += taken
            progress.advance(bytes: block.count, report)
        }
        if let last = reader.finish() {
            let taken = try await ingest([last])
            show(taken.refused)
            report += taken
        }
        progress.finish(report)
        return report
    }

    private func ingest(_ lines: [LineReader.Line]) async throws(CommandFailure) -> IngestReport {
        do throws(StoreFailure) {
            return try await ingestion.ingest(lines, for: client)
        } catch {
            throw .failed("\(error); give the file again, what was stored counts as a duplicate then")
        }
    }

    private func show(_ refused: [IngestReport.Refusal]) {
        for refusal in refused {
            Terminal.error("line \(refusal.line): \(refusal.problem.code.rawValue): \(refusal.problem.detail)")
        }
    }

    func close() async {
        await stores?.close()
        await mongo.close()
        loop.stop()
    }
}
