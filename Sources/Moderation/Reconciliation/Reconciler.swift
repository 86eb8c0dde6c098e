import Synchronization

/// Reconciles a page at a time, behind the calls of a server: what no marker shows, and so `Recovery` does not see.
///
/// It remembers where it is of each client, and what looked wrong: that is judged by the next step, some seconds later. Once
/// it has been through the whole of a client, it rests.
package final class Reconciler: Sendable {
    private let claims: any ClaimStore & InspectableLine & BoundedLine
    private let records: any ItemRecords & InspectableRecords
    private let recovery: Recovery
    private let every: Duration
    private let rest: Duration
    private let progress = Mutex<[ClientID: Progress]>([:])

    private struct Progress {
        var epoch: Int64
        var record = Walk<Timestamp>.from(nil)
        var line = Walk<String>.from(nil)
        var suspicions: [Drift] = []
        var due: ContinuousClock.Instant

        var isThrough: Bool { record.isOver && line.isOver && suspicions.isEmpty }
    }

    /// How far one store has been gone through.
    private enum Walk<Cursor: Sendable> {
        case from(Cursor?)
        case over

        init(next: Cursor?) { self = next.map { .from($0) } ?? .over }

        var isOver: Bool {
            if case .over = self { true } else { false }
        }
    }

    /// - Parameters:
    ///   - every: how much time passes between two steps of a client at least.
    ///   - rest: how much passes before a client is gone through again.
    package init(
        claims: any ClaimStore & InspectableLine & BoundedLine,
        records: any ItemRecords & InspectableRecords,
        recovery: Recovery,
        every: Duration = .seconds(5),
        rest: Duration = .seconds(60)
    ) {
        self.claims = claims
        self.records = records
        self.recovery = recovery
        self.every = every
        self.rest = rest
    }

    /// Looks whether the line is whole, which costs little and takes no second look.
    package func findLoss(_ client: Client) async throws(StoreFailure) -> LineLoss? {
        try await claims.findLoss(of: client, found: nil)
    }

    /// Judges what the step before suspected, mends it, and looks at the next page of either store; nothing where it is not
    /// time yet, and where the store does not hold the client. What is missing from the line is left to
    /// `Recovery.queueStrays`.
    package func step(_ client: Client) async throws(StoreFailure) -> DriftReport {
        let now = ContinuousClock.now
        let known = progress.withLock { $0[client.id] }
        if let known, now < known.due { return DriftReport() }
        let epoch = try await records.place(of: client.id).epoch
        var next = known.flatMap { $0.epoch == epoch ? $0 : nil } ?? Progress(epoch: epoch, due: now)
        let report = try await advance(&next, client)
        next.due = now + (next.isThrough ? rest : every)
        if next.isThrough { (next.record, next.line) = (.from(nil), .from(nil)) }
        let reached = next
        progress.withLock { $0[client.id] = reached }
        return report
    }

    private func advance(_ progress: inout Progress, _ client: Client) async throws(StoreFailure) -> DriftReport {
        var report = DriftReport()
        let comparison = Comparison(line: claims, records: records, client: client, epoch: progress.epoch)
        let mending = Mending(claims: claims, records: records, recovery: recovery, client: client)
        if !progress.suspicions.isEmpty {
            guard try await claims.inspect([], of: client, in: progress.epoch) != nil else { return report }
            let drifts = try await comparison.confirmed(progress.suspicions)
            let left = try await mending.mend(drifts)
            for drift in drifts {
                report.add(drift)
                if !left.contains(drift.post) { report.addMended(drift) }
            }
            progress.suspicions = []
        }
        if case .from(let cursor) = progress.line {
            // A store that has lost the client is noticed, and its line begun anew, by the calls for it.
            guard let sight = try await comparison.look(atLineAfter: cursor) else { return report }
            for flaw in sight.flaws {
                report.add(flaw)
                let answer = try await mending.mend(flaw: flaw)
                if answer != .later { report.addMended(flaw) }
                // What else is wrong is mended along with it.
                if answer == .beginsAnew { return report }
            }
            report.itemsCompared += sight.count
            progress.suspicions += sight.suspicions
            progress.line = Walk(next: sight.next)
        }
        if case .from(let cursor) = progress.record {
            let sight = try await comparison.look(at: .marked, after: cursor)
            report.itemsCompared += sight.count
            progress.suspicions += sight.suspicions
            progress.record = Walk(next: sight.next)
        }
        return report
    }
}
