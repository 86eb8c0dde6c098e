/// Takes decisions across the two stores.
///
/// The order makes every crash recoverable, by anyone, without a leader:
///
/// 1. The claim store verifies the claim and holds the item back, so that it cannot expire into other hands.
/// 2. The record stores the decision, if the round is still pending and its fence is not above the claim's generation.
///    This is the commit point: what it refuses was never decided (G2, G9).
/// 3. The claim store ends the item and publishes the result.
///
/// After a crash behind 1 the item stays held back until `Recovery` has asked the record; behind 2 `Recovery` takes
/// step 3. A caller who got no answer repeats the call and gets the same decision, by its stable id.
package struct DecisionDesk: Sendable {
    private let claims: any ClaimStore
    private let records: any ItemRecords
    private let naming: any ClaimNaming
    private let failpoints: Failpoints

    package init(
        claims: any ClaimStore,
        records: any ItemRecords,
        naming: any ClaimNaming,
        failpoints: Failpoints = .none
    ) {
        self.claims = claims
        self.records = records
        self.naming = naming
        self.failpoints = failpoints
    }

    package func decide(_ request: DecisionRequest) async throws(DecisionError) -> Decision {
        do {
            return try await decideOrFail(request)
        } catch let error as DecisionError {
            throw error
        } catch let failure as StoreFailure {
            throw .unavailable(failure)
        } catch {
            throw .unavailable(StoreFailure("\(error)"))
        }
    }

    private func decideOrFail(_ request: DecisionRequest) async throws -> Decision {
        let client = request.client
        let start = try await claims.beginDecision(
            on: request.post,
            by: request.moderator,
            naming: named(by: request),
            for: client
        )
        switch start {
        case .deciding(let round, let generation, let epoch):
            failpoints.pass(.decisionBegun)
            let write = write(request, round: round, generation: generation, epoch: epoch)
            guard let stored = try await records.decide(write, for: client.id) else {
                return try await explain(request, round: round)
            }
            failpoints.pass(.decisionStored)
            await acknowledge(stored, for: client)
            return stored.decision
        case .absent:
            return try await explain(request, round: nil)
        case .claimLost(let holder):
            throw DecisionError.refused(.claimLost(holder: holder))
        case .notClaimed(let holder):
            throw DecisionError.refused(.notClaimed(holder: holder))
        }
    }

    /// The decision is final, so the caller gets it even if the claim store cannot be told now: there the item
    /// stays held back, and `Recovery` tells it later.
    private func acknowledge(_ stored: StoredDecision, for client: Client) async {
        do {
            try await claims.acknowledge(stored, for: client)
        } catch { return }
        failpoints.pass(.decisionAcknowledged)
        await records.markPublished(stored.decision.post, round: stored.decision.round, client: client.id)
    }

    /// Why the decision was not stored now: what the record says. `round` is the one that the caller holds.
    private func explain(_ request: DecisionRequest, round: Int?) async throws -> Decision {
        guard let record = try await records.load(request.post, of: request.client.id) else {
            throw DecisionError.refused(.notFound)
        }
        if let round, record.item.round > round {
            throw DecisionError.refused(.superseded(round: record.item.round))
        }
        switch record.status {
        case .withdrawn:
            throw DecisionError.refused(.withdrawn)
        case .approved, .rejected:
            guard let stored = record.decision else { throw DecisionError.refused(.notClaimed(holder: nil)) }
            // Whoever stored it may have died before telling the claim store: a decision is only answered
            // once that was tried (G3). A store that has lost its data since then holds nothing back, and would
            // publish the result each time that somebody asks; `Recovery` does that once.
            if try await claims.epoch(of: request.client) == stored.epoch {
                await acknowledge(stored, for: request.client)
            }
            guard repeats(request, stored.decision) else {
                throw DecisionError.refused(.alreadyDecided(stored.decision))
            }
            return stored.decision
        case .pending:
            // Held by nobody the store knows of: either fenced off, or not in line yet.
            let code: Refusal =
                named(by: request).isOfThisModerator ? .claimLost(holder: nil) : .notClaimed(holder: nil)
            throw DecisionError.refused(code)
        }
    }

    /// The same person, the same outcome, under the same claim or none named.
    private func repeats(_ request: DecisionRequest, _ decision: Decision) -> Bool {
        decision.moderator == request.moderator && decision.outcome == request.outcome
            && (request.claimID == nil || request.claimID == decision.claimID)
    }

    private func named(by request: DecisionRequest) -> NamedClaim {
        guard let claimID = request.claimID else { return .any }
        let generation = naming.generation(
            of: claimID,
            client: request.client.id,
            post: request.post,
            moderator: request.moderator
        )
        return generation.map(NamedClaim.generation) ?? .unknown
    }

    private func write(
        _ request: DecisionRequest,
        round: Int,
        generation: Generation,
        epoch: Int64
    ) -> DecisionWrite {
        let client = request.client.id
        return DecisionWrite(
            id: naming.decisionID(client: client, post: request.post, round: round),
            post: request.post,
            round: round,
            outcome: request.outcome,
            moderator: request.moderator,
            claimID: naming.claimID(
                client: client,
                post: request.post,
                moderator: request.moderator,
                generation: generation
            ),
            generation: generation,
            epoch: epoch,
            details: request.details
        )
    }
}

extension NamedClaim {
    fileprivate var isOfThisModerator: Bool {
        if case .generation = self { true } else { false }
    }
}
