import Synchronization

/// Reconciles a page at a time, behind the calls of a server: what no marker shows, and so `Recovery` does not see.
///
/// It remembers where it is of each client, and what looked wrong: that is judged by the next step, some seconds later.
package final class Reconciler: Sendable {
    private let claims: any ClaimStore & InspectableLine
    private let records: any ItemRecords & InspectableRecords
    private let recovery: Recovery
    private let every: Duration
    private let progress = Mutex<[ClientID: Progress]>([:])

    private struct Progress {
        var epoch: Int64
        var record: Timestamp?
        var line: String?
        var suspicions: [Drift] = []
        var at: ContinuousClock.Instant
    }

    /// - Parameter every: how much time passes between two steps of a client at least.
    package init(
        claims: any ClaimStore & InspectableLine,
        records: any ItemRecords & InspectableRecords,
        recovery: Recovery,
        every: Duration = .seconds(5)
    ) {
        self.claims = claims
        self.records = records
        self.recovery = recovery
        self.every = every
    }

    /// Judges what the step before suspected, mends it, and looks at the next page of either store; nothing where it is not
    /// time yet. What is missing from the line is left to `Recovery.queueStrays`.
    package func step(_ client: Client) async throws(StoreFailure) -> DriftReport {
        var report = DriftReport()
        let now = ContinuousClock.now
        let known = progress.withLock { $0[client.id] }
        if let known, now - known.at < every { return report }
        let epoch = try await records.place(of: client.id).epoch
        let begun = known.flatMap { $0.epoch == epoch ? $0 : nil }
        let comparison = Comparison(line: claims, records: records, client: client, epoch: epoch)
        var next = Progress(epoch: epoch, at: now)
        // A store that has lost the client is noticed, and its line begun anew, by the calls for it.
        if let line = try await comparison.look(atLineAfter: begun?.line) {
            let mending = Mending(claims: claims, records: records, recovery: recovery, client: client)
            let drifts = try await comparison.confirmed(begun?.suspicions ?? [])
            try await mending.mend(drifts)
            for drift in drifts {
                report.add(drift)
                report.addMended(drift)
            }
            for flaw in line.flaws {
                report.add(flaw)
                if try await mending.mend(flaw: flaw) { report.addMended(flaw) }
            }
            let record = try await comparison.look(at: .marked, after: begun?.record)
            report.itemsCompared = record.count + line.count
            next.line = line.next
            next.record = record.next
            next.suspicions = record.suspicions + line.suspicions
        }
        let reached = next
        progress.withLock { $0[client.id] = reached }
        return report
    }
}
