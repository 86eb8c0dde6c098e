/// Compares the whole of both stores, client by client, and mends what it finds, if it is asked to.
package struct Reconciliation: Sendable {
    private let claims: any ClaimStore & InspectableLine & BoundedLine
    private let records: any ItemRecords & InspectableRecords
    private let recovery: Recovery
    private let name: @Sendable () -> String
    private let mostSuspicions: Int
    private let pause: @Sendable () async -> Void

    /// - Parameters:
    ///   - name: gives a name that nobody else has, each time another one.
    ///   - mostSuspicions: so many are held at once; beyond it the first are judged, and what mending them has mended along
    ///     with them is not found any more.
    ///   - pause: the time that passes between two looks.
    package init(
        claims: any ClaimStore & InspectableLine & BoundedLine,
        records: any ItemRecords & InspectableRecords,
        recovery: Recovery,
        name: @escaping @Sendable () -> String,
        mostSuspicions: Int = 50_000,
        pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }
    ) {
        self.claims = claims
        self.records = records
        self.recovery = recovery
        self.name = name
        self.mostSuspicions = mostSuspicions
        self.pause = pause
    }

    /// The publisher's lease may be another one's, and what is new waits until it is not.
    private static let triesToMend = 15

    /// - Parameters:
    ///   - mends: changes nothing without, not even where the claim store has lost the client.
    ///   - progress: is told what there is so far, after each page.
    package func run(
        _ client: Client,
        mends: Bool,
        progress: @Sendable (DriftReport) async -> Void = { _ in }
    ) async throws(StoreFailure) -> DriftReport {
        // Opens a line that the store has lost.
        if mends { _ = try await claims.epoch(of: client) }
        var comparison = try await comparison(client)
        var report = DriftReport()
        var suspicions: [Drift] = []
        for selection in RecordSelection.allCases {
            var cursor: Timestamp?
            repeat {
                let sight = try await comparison.look(at: selection, after: cursor)
                report.itemsCompared += sight.count
                suspicions += sight.suspicions
                if suspicions.count >= mostSuspicions {
                    try await judge(&suspicions, by: comparison, mends: mends, &report)
                }
                cursor = sight.next
                await progress(report)
            } while cursor != nil
        }
        var cursor: String?
        var isThrough = false
        while !isThrough {
            guard let sight = try await comparison.look(atLineAfter: cursor) else { break }
            report.itemsCompared += sight.count
            suspicions += sight.suspicions
            if try await note(sight.flaws, in: client, mends: mends, &report) {
                // What was suspected of the line before is mended along with it, but for what the record says by itself.
                comparison = try await beginAnew(client)
                suspicions.removeAll { $0.kind != .resultNotPublished }
                cursor = nil
                continue
            }
            if suspicions.count >= mostSuspicions {
                try await judge(&suspicions, by: comparison, mends: mends, &report)
            }
            cursor = sight.next
            await progress(report)
            isThrough = cursor == nil
        }
        try await judge(&suspicions, by: comparison, mends: mends, &report)
        return report
    }

    private func comparison(_ client: Client) async throws(StoreFailure) -> Comparison {
        let epoch = try await records.place(of: client.id).epoch
        return Comparison(line: claims, records: records, client: client, epoch: epoch)
    }

    /// The line, with what waits in it.
    private func beginAnew(_ client: Client) async throws(StoreFailure) -> Comparison {
        _ = try await claims.epoch(of: client)
        _ = try await recovery.queueStrays(client, as: name())
        return try await comparison(client)
    }

    private func mending(_ client: Client) -> Mending {
        Mending(claims: claims, records: records, recovery: recovery, client: client)
    }

    /// Whether the line has to begin anew.
    private func note(
        _ flaws: [Drift],
        in client: Client,
        mends: Bool,
        _ report: inout DriftReport
    ) async throws(StoreFailure) -> Bool {
        var beginsAnew = false
        for flaw in flaws {
            report.add(flaw)
            guard mends else { continue }
            let answer = beginsAnew ? .beginsAnew : try await mending(client).mend(flaw: flaw)
            if answer != .later { report.addMended(flaw) }
            beginsAnew = answer == .beginsAnew
        }
        return beginsAnew
    }

    private func judge(
        _ suspicions: inout [Drift],
        by comparison: Comparison,
        mends: Bool,
        _ report: inout DriftReport
    ) async throws(StoreFailure) {
        defer { suspicions = [] }
        guard !suspicions.isEmpty else { return }
        await pause()
        let epoch = try await records.place(of: comparison.client.id).epoch
        guard epoch == comparison.epoch else {
            throw StoreFailure("the line of client \(comparison.client.id) began anew meanwhile", maybeDone: false)
        }
        let drifts = try await settled(try await comparison.confirmed(suspicions), by: comparison)
        for drift in drifts { report.add(drift) }
        guard mends, !drifts.isEmpty else { return }
        let left = try await mend(drifts, by: comparison)
        for drift in drifts where !left.contains(drift.post) { report.addMended(drift) }
    }

    /// Those that stay. The record is told of an escalation a moment after the line, and has no time for it.
    private func settled(_ drifts: [Drift], by comparison: Comparison) async throws(StoreFailure) -> [Drift] {
        var elsewhere = drifts.filter { $0.kind == .queuedElsewhere }
        for _ in 0..<Self.looksBehindAnEscalation where !elsewhere.isEmpty {
            await pause()
            elsewhere = try await comparison.confirmed(elsewhere)
        }
        return drifts.filter { $0.kind != .queuedElsewhere } + elsewhere
    }

    private static let looksBehindAnEscalation = 4

    /// Gives the posts that are not as they should be afterwards.
    private func mend(_ drifts: [Drift], by comparison: Comparison) async throws(StoreFailure) -> Set<PostID> {
        var left = drifts
        for attempt in 0..<Self.triesToMend where !left.isEmpty {
            if attempt > 0 { await pause() }
            try await mending(comparison.client).mend(left)
            if left.contains(where: \.isMissing) {
                _ = try await recovery.queueStrays(comparison.client, as: name())
            }
            left = try await comparison.confirmed(left, anyAge: true)
        }
        return Set(left.map(\.post))
    }
}

extension Drift {
    fileprivate var isMissing: Bool { kind == .pendingNotQueued || kind == .markedNotQueued }
}
