/// Finishes what a crash left between the two stores: decisions half-done, results unpublished, items not in line.
///
/// Any server runs it for any client, at any time, side by side with others: each step is conditional in the store that
/// it changes, so that two servers that recover the same thing do it once.
package struct Recovery: Sendable {
    /// Younger items are still in the hands of the ingest that recorded them; permits for new items end well before.
    package static let ageOfStrays: Duration = .seconds(10)
    /// The permit of a new item lasts this long, counted from before it is recorded.
    package static let permitForNewItems: Duration = .seconds(5)
    /// Younger decisions are still in the hands of the server that stored them.
    package static let ageOfUnpublished: Duration = .seconds(5)

    /// Once this time has passed since a round's end, nobody can publish any more what was read of it before: neither
    /// under a permit for new items nor under a publisher's lease.
    package static let ageOfEnded: Duration = .seconds(12)

    /// So that other clients have their turn; what is left is found again by the next run.
    private static let batchesInOneRun = 400

    private let claims: any ClaimStore
    private let records: any ItemRecords
    private let journal: any Journal & ClaimJournal
    private let failpoints: Failpoints

    package init(
        claims: any ClaimStore,
        records: any ItemRecords,
        journal: any Journal & ClaimJournal,
        failpoints: Failpoints = .none
    ) {
        self.claims = claims
        self.records = records
        self.journal = journal
        self.failpoints = failpoints
    }

    /// Returns expired claims and settles overdue decisions, in all queues of a client.
    package func settle(_ client: Client) async throws(StoreFailure) -> [EndedClaim] {
        var ended: [EndedClaim] = []
        for queue in try await claims.queues(of: client) {
            let expired = try await claims.expire(queue, of: client)
            ended += expired.ended
            for claim in expired.ended where claim.isEscalated {
                await records.markEscalated(claim.post, round: claim.round, client: client.id)
            }
            journal.add(expired.ended.flatMap { ItemEvent.of($0) }, of: client.id)
            for decision in expired.overdue {
                try await settle(decision, of: client)
            }
        }
        return ended
    }

    /// Publishes a decision that was stored, or takes it back behind a fence where it was not.
    func settle(_ overdue: OverdueDecision, of client: Client) async throws(StoreFailure) {
        let answer = try await records.fence(
            overdue.post,
            round: overdue.round,
            above: overdue.token,
            client: client.id
        )
        failpoints.pass(.decisionFenced)
        switch answer {
        case .decided(let stored):
            try await publish(stored, for: client)
        case .fenced:
            try await claims.reopen(overdue.post, token: overdue.token, for: client)
        case .over:
            try await claims.withdraw(overdue.post, upTo: overdue.round, for: client)
            await pending.putInLineSoon(overdue.post, of: client)
        }
    }

    /// Puts decisions into the log of results that are not in it.
    package func logResults(_ client: Client) async throws(StoreFailure) {
        try await records.logResults(of: client)
    }

    /// Publishes again what a claim store that lost data lacks of the results.
    package func refillResults(_ client: Client, as name: String) async throws(StoreFailure) -> Int {
        guard !claims.standsIn(for: client) else { return 0 }
        return try await claims.refillResults(of: client, as: name, from: records)
    }

    /// Publishes results that nobody is known to have published.
    package func publishResults(_ client: Client) async throws(StoreFailure) -> Int {
        // They go out from where they belong, once that store is back.
        guard !claims.standsIn(for: client) else { return 0 }
        let stored = try await records.unpublished(
            olderThan: Self.ageOfUnpublished,
            limit: 200,
            client: client.id
        )
        guard !stored.isEmpty else { return 0 }
        let out = try await claims.acknowledge(stored, for: client)
        // The line may have moved meanwhile.
        guard !claims.standsIn(for: client) else { return 0 }
        for decision in out.map(\.decision) {
            await records.markPublished(decision.post, round: decision.round, client: client.id)
        }
        return out.count
    }

    private func publish(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try await claims.acknowledge(stored, for: client)
        guard !claims.standsIn(for: client) else { return }
        await records.markPublished(stored.decision.post, round: stored.decision.round, client: client.id)
    }

    /// Takes rounds out of the claim store that ended in the record alone.
    ///
    /// Whoever ends a round tells the claim store at once. It is told again here, because the teller may have died before,
    /// and because an item that was read before the end may have been put into line behind it.
    package func takeOutEnded(_ client: Client) async throws(StoreFailure) -> Int {
        let ended = try await records.ended(olderThan: Self.ageOfEnded, limit: 200, client: client.id)
        for round in ended {
            try await claims.withdraw(round.post, upTo: round.round, for: client)
            await records.markOut(round, client: client.id)
        }
        return ended.count
    }

    /// Whether the journal knows of a claim that holds on any of these posts.
    func isAnyHeld(of posts: [PostID], client: Client) async throws(StoreFailure) -> Bool {
        let asked = Set(posts)
        return try await journal.heldClaims(of: client.id).held.contains { asked.contains($0.post) }
    }

    /// Puts pending items into line that are in none: their ingest died, or the claim store has lost its data.
    ///
    /// `name` must be unique to this call. Gives how many are in line that were not before.
    package func queueStrays(_ client: Client, as name: String, batch: Int = 500) async throws(StoreFailure) -> Int {
        let suspected = try await claims.epoch(of: client)
        guard try await !strays(of: client, epoch: suspected, limit: 1).isEmpty else {
            try await claims.endFilling(of: client, in: suspected)
            return 0
        }
        guard try await claims.holdPublisherLease(name, for: client) else { return 0 }
        // Asked for again under the lease: if the store loses its data now, the lease goes with it, so that nothing is
        // put into line behind a fence of an epoch that is over (G9).
        let epoch = try await claims.epoch(of: client)
        var queued = 0
        var isFilled = false
        for _ in 0..<Self.batchesInOneRun {
            // Only what is read under the lease is protected from a decision in between.
            let strays = try await strays(of: client, epoch: epoch, limit: batch)
            let answers = try await pending.putInLine(strays, of: client, as: name, epoch: epoch)
            queued += answers.count { $0 == .queued }
            isFilled = strays.count < batch && !answers.contains(.late)
            // Where all have to wait, the next batch would be the same.
            guard strays.count == batch, answers.contains(where: { $0 != .late }),
                try await claims.holdPublisherLease(name, for: client)
            else { break }
        }
        try await claims.endPublisherLease(name, for: client)
        if isFilled { try await claims.endFilling(of: client, in: epoch) }
        return queued
    }

    private var pending: PendingItems { PendingItems(claims: claims, records: records, journal: journal) }

    private func strays(
        of client: Client,
        epoch: Int64,
        limit: Int
    ) async throws(StoreFailure) -> [PostID] {
        try await records.unqueued(
            before: epoch,
            olderThan: Self.ageOfStrays,
            limit: limit,
            client: client.id
        )
    }
}
