package import Moderation

/// The door for producers that put their verdicts into a stream. Any server takes from it, side by side with others.
///
/// An entry is settled when the system of record has what it says, never before: whoever dies in between leaves it to be
/// taken over, and by its position the record sees that it has it already. So each entry opens one round at most,
/// and none is lost.
package struct StreamIntake: Sendable {
    private let stream: any VerdictStream
    private let ingestion: Ingestion
    private let failpoints: Failpoints

    package init(stream: any VerdictStream, ingestion: Ingestion, failpoints: Failpoints = .none) {
        self.stream = stream
        self.ingestion = ingestion
        self.failpoints = failpoints
    }

    /// Those of the clients whose stream is worth a batch.
    package func waiting(among clients: [Client]) async throws(StoreFailure) -> [Client] {
        guard !clients.isEmpty else { return [] }
        return try await stream.nonempty(among: clients)
    }

    /// Takes one batch in. What can't be stored now is given back; what can never be is refused, whatever the stores do.
    ///
    /// - Throws: where the stream itself is away. What was taken is taken over later, by anybody.
    package func takeBatch(for client: Client) async throws(StoreFailure) -> IntakeReport {
        let batch = try await stream.take(for: client, longest: IngestLimits.verdictBytes)
        var report = IntakeReport()
        guard !batch.entries.isEmpty else {
            report.isEmpty = true
            return report
        }
        var outcomes: [(entry: StreamEntry, outcome: EntryOutcome)] = []
        var good: [(entry: StreamEntry, record: VerdictRecord)] = []
        for entry in batch.entries {
            do {
                good.append((entry, try Self.parse(entry)))
            } catch {
                outcomes.append((entry, .refused(code: error.code.rawValue, detail: error.detail)))
            }
        }
        outcomes += await store(good, for: client, report: &report)
        failpoints.pass(.streamStored)
        report.refused = try await stream.settle(outcomes, of: batch, for: client).refused
        return report
    }

    private static func parse(_ entry: StreamEntry) throws(IngestProblem) -> VerdictRecord {
        switch entry.text {
        case .bytes(let bytes):
            var record = try VerdictParser.parse(bytes)
            record.position = entry.position
            return record
        case .tooLong: throw .verdictTooLarge
        case .missing:
            throw IngestProblem(
                .invalidField,
                field: "verdict",
                "verdict: is required: the field of the entry that holds the JSON of an ingest"
            )
        }
    }

    /// Stores a batch, in its order. Where that fails as a whole, each verdict is tried by itself, so that one that has to
    /// wait, for the result of its post's round before, holds up no other. Two failures in a row are the store's own.
    private func store(
        _ good: [(entry: StreamEntry, record: VerdictRecord)],
        for client: Client,
        report: inout IntakeReport
    ) async -> [(entry: StreamEntry, outcome: EntryOutcome)] {
        do {
            report.add(try await ingestion.ingest(good.map(\.record), for: client))
            return good.map { ($0.entry, .stored) }
        } catch {
            report.failure = error
            // Nothing was tried, so nothing is wrong with any of them.
            guard error.maybeDone, good.count > 1 else { return good.map { ($0.entry, .again) } }
        }
        var outcomes: [(entry: StreamEntry, outcome: EntryOutcome)] = []
        var failures = 0
        for (entry, record) in good {
            guard failures < 2, !Task.isCancelled else {
                outcomes.append((entry, .again))
                continue
            }
            do {
                report.add([try await ingestion.ingest(record, for: client)])
                outcomes.append((entry, .stored))
                failures = 0
            } catch {
                report.failure = error
                outcomes.append((entry, .again))
                failures += 1
            }
        }
        return outcomes
    }
}

extension IntakeReport {
    fileprivate mutating func add(_ answers: [IngestAnswer]) {
        let repeated = answers.count(where: \.isDuplicate)
        duplicates += repeated
        accepted += answers.count - repeated
    }
}
