/// Decisions under claims from before the claim store lost its data.
extension DecisionDesk {
    /// The caller's claim from an earlier epoch, where it was the last one on the item's open round and was neither released
    /// nor escalated.
    func lostClaim(of request: DecisionRequest) async throws -> LostClaim? {
        let named = named(by: request)
        if case .unknown = named { return nil }
        let first = Generation.floor(ofEpoch: try await claims.epoch(of: request.client))
        if case .generation(let generation) = named, generation >= first { return nil }
        guard let record = try await records.load(request.post, of: request.client.id), record.status == .pending
        else { return nil }
        let round = record.item.round
        let events = try await journal.events(of: request.post, client: request.client.id)
        let last = events.last { $0.kind == .claimed && $0.round == round }
        let generation: Generation
        switch named {
        case .generation(let proven) where events.allSatisfy({ $0.generation ?? proven < proven }) && round == 1:
            // Made so shortly before the loss that the journal had not got it: the id alone proves it, and there is no
            // other round that it could be of.
            generation = proven
        case .generation(let proven):
            guard last?.generation == proven else { return nil }
            generation = proven
        case .any, .unknown:
            guard let last, last.moderator == request.moderator, let known = last.generation else { return nil }
            generation = known
        }
        let isOver = events.contains {
            ($0.kind == .released || $0.kind == .escalated) && $0.generation == generation
        }
        return isOver || generation >= first ? nil : LostClaim(generation: generation, round: round)
    }

    /// Stores a decision on an item that is in no line yet in the epoch that began with the loss. Nobody holds it there, and
    /// whoever puts it into line raises the fence above this claim first; nil if that happened.
    func decide(_ request: DecisionRequest, under lost: LostClaim) async throws -> Decision? {
        let write = write(
            request,
            round: lost.round,
            generation: lost.generation,
            token: lost.generation,
            epoch: lost.generation.epoch
        )
        guard let stored = try await records.decide(write, for: request.client.id) else { return nil }
        failpoints.pass(.decisionStored)
        await acknowledge(stored, for: request.client)
        return stored.decision
    }

    func resume(_ request: DecisionRequest, under lost: LostClaim) async throws -> DecisionStart {
        try await claims.resumeDecision(
            on: request.post,
            by: request.moderator,
            under: lost,
            for: request.client
        )
    }
}
