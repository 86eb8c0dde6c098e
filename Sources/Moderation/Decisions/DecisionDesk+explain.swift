/// What a caller is told whose decision was not stored now.
extension DecisionDesk {
    /// What the record says. `round` is the one that the caller holds, if the claim store knows of one.
    func explain(_ request: DecisionRequest, round: Int?) async throws -> Decision {
        guard let record = try await records.load(request.post, of: request.client.id) else {
            throw DecisionError.refused(.notFound)
        }
        if let stored = decision(namedBy: request, in: record) { return try await answer(request, stored) }
        if let round, record.item.round > round {
            await takeOut(request.post, upTo: round, for: request.client)
            throw DecisionError.refused(superseded(by: record))
        }
        switch record.status {
        case .withdrawn:
            if let round { await takeOut(request.post, upTo: round, for: request.client) }
            throw DecisionError.refused(.withdrawn(at: record.withdrawnAt ?? record.item.queuedAt))
        case .approved, .rejected:
            if let stored = record.decision { return try await answer(request, stored) }
            // The AI settled this round, so nobody ever held it: a claim that was given out is an earlier round's.
            let isOfEarlierRound = record.item.round > 1 && named(by: request).isOfThisModerator
            throw DecisionError.refused(isOfEarlierRound ? superseded(by: record) : .notClaimed(holder: nil))
        case .pending:
            // Held by nobody the store knows of: either fenced off, or not in line yet.
            throw DecisionError.refused(
                named(by: request).isOfThisModerator ? .claimLost(holder: nil) : .notClaimed(holder: nil)
            )
        }
    }

    /// A claim that is over may have ended by a decision whose answer was lost, even rounds ago: then the caller gets
    /// that decision. Only who names a claim that was really given out makes the record be read.
    func repeatOrRefuse(_ request: DecisionRequest, _ refusal: Refusal) async throws -> Decision {
        guard named(by: request).isOfThisModerator,
            let record = try await records.load(request.post, of: request.client.id),
            let stored = decision(namedBy: request, in: record)
        else { throw DecisionError.refused(refusal) }
        return try await answer(request, stored)
    }

    /// A decision is only answered once the claim store was told of it: whoever stored it may have died before (G3).
    /// A store that has lost its data since then holds nothing back, and would publish the result each time that somebody
    /// asks; `Recovery` does that once.
    func makeKnown(_ stored: StoredDecision, to client: Client) async throws {
        if try await claims.epoch(of: client) == stored.epoch { await acknowledge(stored, for: client) }
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

    private func superseded(by record: ItemRecord) -> Refusal {
        .superseded(round: record.item.round, at: record.item.queuedAt)
    }
}

extension NamedClaim {
    fileprivate var isOfThisModerator: Bool {
        if case .generation = self { true } else { false }
    }
}
