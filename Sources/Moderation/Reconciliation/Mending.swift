/// Puts drift right, by what puts it right after a crash as well. Each step is conditional in the store that it changes, so
/// that nothing happens where the drift is gone by then, or where another server mends the same.
struct Mending: Sendable {
    let claims: any ClaimStore & InspectableLine
    let records: any ItemRecords & InspectableRecords
    let recovery: Recovery
    let client: Client

    /// What the stores have against each other. What is missing from the line is marked as lost, for `Recovery.queueStrays`.
    func mend(_ confirmed: [Drift]) async throws(StoreFailure) {
        let lost = confirmed.filter { $0.kind == .markedNotQueued }.map(\.post)
        if !lost.isEmpty { await records.markLost(lost, client: client.id) }
        for drift in confirmed {
            guard let round = drift.round else { continue }
            switch drift.kind {
            case .queuedButOver: try await takeOut(drift.post, round)
            case .decisionHalfDone:
                guard let token = drift.token else { continue }
                let overdue = OverdueDecision(post: drift.post, round: round, token: token)
                try await recovery.settle(overdue, of: client)
            default: continue
            }
        }
        if confirmed.contains(where: { $0.kind == .resultNotPublished }) { try await publish() }
    }

    private func takeOut(_ post: PostID, _ round: Int) async throws(StoreFailure) {
        try await claims.withdraw(post, upTo: round, for: client)
        // A post that was unknown may have come in meanwhile, in this very round, and have been found present.
        await records.markLost([post], client: client.id)
    }

    private func publish() async throws(StoreFailure) {
        for _ in 0..<Self.batchesInOneRun {
            guard try await recovery.publishResults(client) > 0 else { return }
        }
    }

    private static let batchesInOneRun = 400

    /// What the parts of a line have against each other.
    ///
    /// - Returns: false where it is to be tried again.
    func mend(flaw: Drift) async throws(StoreFailure) -> Bool {
        var fence: Generation?
        for _ in 0..<Self.fences {
            switch try await claims.mend(flaw, of: client, behind: fence) {
            case .sound: return true
            case .out:
                await records.markLost([flaw.post], client: client.id)
                return true
            case .deciding(let token):
                try await endDecision(on: flaw.post, under: token)
                fence = token
            }
        }
        return false
    }

    /// Each further decision begins under a newer token.
    private static let fences = 4

    /// Makes a decision impossible unless it is stored; then its result goes out first.
    private func endDecision(on post: PostID, under token: Generation) async throws(StoreFailure) {
        let known = try await records.recorded([post], client: client.id).rounds.first
        guard let known else { return }
        let answer = try await records.fence(post, round: known.round, above: token, client: client.id)
        guard case .decided(let stored) = answer, known.isUnpublished else { return }
        try await claims.acknowledge(stored, for: client)
        await records.markPublished(post, round: stored.decision.round, client: client.id)
    }
}
