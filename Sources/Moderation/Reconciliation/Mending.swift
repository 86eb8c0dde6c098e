/// Puts drift right, by what puts it right after a crash as well. Each step is conditional in the store that it changes, so
/// that nothing happens where the drift is gone by then, or where another server mends the same.
struct Mending: Sendable {
    let claims: any ClaimStore & InspectableLine & BoundedLine
    let records: any ItemRecords & InspectableRecords
    let recovery: Recovery
    let client: Client

    /// What the stores have against each other. What is missing from the line is marked as lost, for `Recovery.queueStrays`.
    ///
    /// - Returns: the posts that stay as they are for now, because somebody holds them.
    @discardableResult
    func mend(_ confirmed: [Drift]) async throws(StoreFailure) -> Set<PostID> {
        let lost = confirmed.filter { $0.kind == .markedNotQueued }.map(\.post)
        try await markLost(lost)
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
        return try await putRight(confirmed.filter { $0.kind == .queuedElsewhere })
    }

    private func takeOut(_ post: PostID, _ round: Int) async throws(StoreFailure) {
        try await claims.withdraw(post, upTo: round, for: client)
        // A post that was unknown may have come in meanwhile, in this very round, and have been found present.
        await records.markLost([post], client: client.id)
    }

    /// A round that was escalated stays so, whichever store has it. It is moved by way of the shelf, where nobody holds it.
    private func putRight(_ elsewhere: [Drift]) async throws(StoreFailure) -> Set<PostID> {
        var left: Set<PostID> = []
        let keeper = LineKeeper(claims: claims, records: records)
        for (name, drifts) in Dictionary(grouping: elsewhere, by: \.detail) {
            guard let queue = name.map(QueueName.init(stored:)) else { continue }
            let items = drifts.compactMap { drift in drift.round.map { (post: drift.post, round: $0) } }
            guard queue == .escalated else {
                left.formUnion(try await keeper.requeue(items, from: queue, of: client))
                continue
            }
            for item in items { await records.markEscalated(item.post, round: item.round, client: client.id) }
        }
        return left
    }

    private func publish() async throws(StoreFailure) {
        for _ in 0..<Self.batchesInOneRun {
            guard try await recovery.publishResults(client) > 0 else { return }
        }
    }

    private static let batchesInOneRun = 400

    /// What the parts of a line have against each other.
    func mend(flaw: Drift) async throws(StoreFailure) -> MendAnswer {
        let answer = try await claims.mend(flaw, of: client)
        if answer == .out { await records.markLost([flaw.post], client: client.id) }
        return answer
    }

    /// What stood in line and does not any more. Somebody may hold it: then it is not for others, and the line begins anew with
    /// what is known of its claims.
    private func markLost(_ posts: [PostID]) async throws(StoreFailure) {
        guard !posts.isEmpty else { return }
        if try await recovery.isAnyHeld(of: posts, client: client),
            try await claims.findLoss(of: client, found: "items that somebody holds") != nil
        {
            return
        }
        await records.markLost(posts, client: client.id)
    }
}
