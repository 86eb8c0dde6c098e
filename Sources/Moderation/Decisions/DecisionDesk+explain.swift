/// What a caller is told whose decision was not stored now.
extension DecisionDesk {
    /// What the record says of an item that the claim store does not have.
    func explainAbsence(_ request: DecisionRequest) async throws -> Decision {
        guard let decision = try await explain(request, round: nil) else {
            throw DecisionError.refused(.notClaimed(holder: nil))
        }
        return decision
    }

    /// What the record says. `round` is the one that the caller holds, if the claim store knows of one; nil where it is open,
    /// and only the token was refused.
    func explain(_ request: DecisionRequest, round: Int?) async throws -> Decision? {
        guard let record = try await records.load(request.post, of: request.client.id) else {
            throw DecisionError.refused(.notFound)
        }
        if let stored = decision(namedBy: request, in: record) { return try await answer(request, stored) }
        if let round, record.item.round > round {
            await takeOut(request.post, upTo: round, for: request.client)
            // Its ingest found the older one being decided, and left it to whoever does.
            if record.status == .pending {
                await PendingItems(claims: claims, records: records, journal: journal)
                    .putInLineSoon(request.post, of: request.client)
            }
            throw DecisionError.refused(record.superseded)
        }
        if let stored = record.decision { return try await answer(request, stored) }
        if let round, record.status == .pending, record.item.round == round { return nil }
        if let round, record.status == .withdrawn { await takeOut(request.post, upTo: round, for: request.client) }
        if try await heldEarlierRound(request, record) { throw DecisionError.refused(record.superseded) }
        throw DecisionError.refused(record.refusal(namingClaim: named(by: request).isOfThisModerator))
    }

    /// A claim that is over may have ended by a decision whose answer was lost, even rounds ago: then the caller gets
    /// that decision. And who never claimed this round, but held one that is over, is told so, even where the claim store
    /// has forgotten it.
    func repeatOrRefuse(
        _ request: DecisionRequest,
        _ refusal: Refusal,
        hasClaimedThisRound: Bool = true
    ) async throws -> Decision {
        // Nothing in the record can be about a claim of this round that is lost and not named.
        if hasClaimedThisRound, !named(by: request).isOfThisModerator { throw DecisionError.refused(refusal) }
        guard let record = try await records.load(request.post, of: request.client.id) else {
            throw DecisionError.refused(refusal)
        }
        if let stored = decision(namedBy: request, in: record) { return try await answer(request, stored) }
        if !hasClaimedThisRound, try await heldEarlierRound(request, record) {
            throw DecisionError.refused(record.superseded)
        }
        throw DecisionError.refused(refusal)
    }

    /// Whether the caller's claim is one on a round that a newer one has replaced, as the journal tells.
    private func heldEarlierRound(_ request: DecisionRequest, _ record: ItemRecord) async throws -> Bool {
        guard record.item.round > 1, record.status != .withdrawn, record.decision == nil else { return false }
        let events = try await journal.events(of: request.post, client: request.client.id)
        let named = named(by: request)
        let last = events.last { event in
            guard event.kind == .claimed, event.moderator == request.moderator else { return false }
            if case .generation(let generation) = named { return event.generation == generation }
            return true
        }
        guard let last, last.round < record.item.round else { return false }
        return !events.contains {
            ($0.kind == .released || $0.kind == .escalated) && $0.generation == last.generation
        }
    }

    /// A decision is only answered once the claim store was told of it: whoever stored it may have died before (G3).
    /// A store that has lost its data since then holds nothing back, and would publish the result each time that somebody
    /// asks; `Recovery` does that once.
    func makeKnown(_ stored: StoredDecision, to client: Client) async throws {
        guard !stored.isPublished, try await claims.epoch(of: client) == stored.epoch else { return }
        await acknowledge(stored, for: client)
    }

    /// The stored decision again for the same person, the same outcome, under the same claim or none named.
    private func answer(_ request: DecisionRequest, _ stored: StoredDecision) async throws -> Decision {
        try await makeKnown(stored, to: request.client)
        let decision = stored.decision
        guard decision.moderator == request.moderator, decision.outcome == request.outcome,
            request.claimID == nil || request.claimID == decision.claimID
        else { throw DecisionError.refused(.alreadyDecided(decision)) }
        return decision
    }

    /// The decision, of any round, that was made under the claim that the caller names.
    private func decision(namedBy request: DecisionRequest, in record: ItemRecord) -> StoredDecision? {
        guard let claimID = request.claimID else { return nil }
        return record.decisions.last {
            $0.decision.claimID == claimID && $0.decision.moderator == request.moderator
        }
    }
}

extension NamedClaim {
    var isOfThisModerator: Bool {
        if case .generation = self { true } else { false }
    }
}
