/// Extends, releases and escalates claims.
///
/// The claim store alone decides: a claim is its own. The record is asked where the claim store has no such item,
/// and remembers what was escalated, so that it stays with the supervisors should the claim store lose its data.
package struct ClaimDesk: Sendable {
    private let claims: any ClaimStore
    private let records: any ItemRecords
    private let journal: any Journal
    private let naming: any ClaimNaming

    /// How long an answer waits for MongoDB to know of it.
    private static let patience: Duration = .seconds(1)

    package init(
        claims: any ClaimStore,
        records: any ItemRecords,
        journal: any Journal,
        naming: any ClaimNaming
    ) {
        self.claims = claims
        self.records = records
        self.journal = journal
        self.naming = naming
    }

    /// The claim as it is afterwards.
    package func extend(_ change: ClaimChange) async throws(DecisionError) -> HeldItem {
        let held = try await settle(change) { named throws(StoreFailure) in
            try await claims.extend(change.post, by: change.moderator, naming: named, for: change.client)
        } telling: { held in
            [event(.extended, held, reason: change.reason)]
        }
        do throws(StoreFailure) {
            try await claims.certify(change.client)
        } catch {
            throw .unavailable(error)
        }
        return held
    }

    /// The claim that ended, and where the item stands now.
    package func release(_ change: ClaimChange) async throws(DecisionError) -> HeldItem {
        try await settle(change) { named throws(StoreFailure) in
            try await claims.release(
                change.post,
                by: change.moderator,
                naming: named,
                anyones: change.isSupervisor,
                for: change.client
            )
        } telling: { held in
            let by = held.claim.moderator == change.moderator ? nil : change.moderator
            let released = event(.released, held, reason: reason(of: change, for: held), by: by)
            guard held.isEscalated else { return [released] }
            return [released, event(.escalated, held, reason: nil)]
        }
    }

    /// The claim that ended. What is the supervisors' already is released, for another one of them.
    package func escalate(_ change: ClaimChange) async throws(DecisionError) -> HeldItem {
        try await settle(change) { named throws(StoreFailure) in
            try await claims.escalate(change.post, by: change.moderator, naming: named, for: change.client)
        } telling: { held in
            [event(held.isEscalated ? .escalated : .released, held, reason: change.reason)]
        }
    }

    private func settle(
        _ change: ClaimChange,
        _ ask: (NamedClaim) async throws(StoreFailure) -> ClaimAnswer,
        telling events: (HeldItem) -> [ItemEvent]
    ) async throws(DecisionError) -> HeldItem {
        let result: Result<HeldItem, Refusal>
        do throws(StoreFailure) {
            let answer = try await ask(try await named(by: change))
            if case .done(let held) = answer {
                result = .success(held)
            } else {
                result = .failure(try await refusal(answer, change))
            }
        } catch {
            throw .unavailable(error)
        }
        switch result {
        case .failure(let refusal): throw .refused(refusal)
        case .success(let held):
            if held.queue == .escalated {
                await records.markEscalated(held.post, round: held.round, client: change.client.id)
            }
            let events = events(held)
            journal.add(events, of: change.client.id, toldAt: held.now)
            // What begins a line anew knows of it then, or who was told would find it undone. Where MongoDB is away, the store has
            // it all the same, and goes on.
            if events.contains(where: { $0.until == nil }) { _ = await journal.write(within: Self.patience) }
            return held
        }
    }

    private func refusal(_ answer: ClaimAnswer, _ change: ClaimChange) async throws(StoreFailure) -> Refusal {
        switch answer {
        case .claimLost(let holder): return .claimLost(holder: holder)
        case .notClaimed(let holder): return .notClaimed(holder: holder)
        case .superseded(let round, let at): return .superseded(round: round, at: at)
        case .done(let held), .maxHoldReached(let held): return .maxHoldReached(held.claim)
        case .absent, .deciding: break
        }
        guard let record = try await records.load(change.post, of: change.client.id) else { return .notFound }
        if case .deciding(let round) = answer, record.status == .pending, record.item.round == round {
            return .decisionUnderWay
        }
        return record.refusal(namingClaim: try await named(by: change).isOfThisModerator)
    }

    /// A supervisor may name somebody else's claim.
    private func named(by change: ClaimChange) async throws(StoreFailure) -> NamedClaim {
        guard let claimID = change.claimID else { return .any }
        func generation(_ moderator: ModeratorName) -> Generation? {
            naming.generation(of: claimID, client: change.client.id, post: change.post, moderator: moderator)
        }
        if let own = generation(change.moderator) { return .generation(own) }
        guard change.isSupervisor, let look = try await claims.look(at: change.post, for: change.client),
            let other = look.claim.flatMap({ generation($0.moderator) })
        else { return .unknown }
        return .generation(other)
    }

    private func reason(of change: ClaimChange, for held: HeldItem) -> String? {
        guard held.claim.moderator != change.moderator else { return change.reason }
        return ["taken back by \(change.moderator)", change.reason].compactMap(\.self).joined(separator: ": ")
    }

    private func event(
        _ kind: ItemEvent.Kind,
        _ held: HeldItem,
        reason: String?,
        by: ModeratorName? = nil
    ) -> ItemEvent {
        ItemEvent(
            post: held.post,
            kind: kind,
            at: held.now,
            moderator: held.claim.moderator,
            round: held.round,
            reason: reason,
            generation: held.claim.generation,
            until: kind == .extended ? held.claim.expiresAt : nil,
            by: by
        )
    }
}
