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
///
/// A claim store that loses its data forgets who holds what. Whoever had the last claim on an item can still decide it, until
/// somebody else claims it: the claim id proves itself, and the journal tells whose claim was the last.
///
/// A withdrawal ends a round as a decision does, and goes the same way from step 2 on.
package struct DecisionDesk: Sendable {
    let claims: any ClaimStore
    let records: any ItemRecords
    let journal: any Journal & ClaimJournal
    let naming: any ClaimNaming
    let failpoints: Failpoints

    package init(
        claims: any ClaimStore,
        records: any ItemRecords,
        journal: any Journal & ClaimJournal,
        naming: any ClaimNaming,
        failpoints: Failpoints = .none
    ) {
        self.claims = claims
        self.records = records
        self.journal = journal
        self.naming = naming
        self.failpoints = failpoints
    }

    package func decide(_ request: DecisionRequest) async throws(DecisionError) -> Decision {
        try await answering { try await decideOrFail(request) }
    }

    /// Withdraws a post: its newest round ends, and nobody need review it. Harmless when repeated.
    package func withdraw(_ post: PostID, for client: Client) async throws(DecisionError) {
        try await answering { try await withdrawOrFail(post, for: client) }
    }

    /// Tells what went wrong as one of two things: a refusal, or a store that is away.
    private func answering<Answer>(_ body: () async throws -> Answer) async throws(DecisionError) -> Answer {
        do {
            return try await body()
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
        var start = try await claims.beginDecision(
            on: request.post,
            by: request.moderator,
            naming: named(by: request),
            for: client
        )
        for _ in 0..<Self.attempts {
            switch start {
            case .deciding(let round, let generation, let token, let epoch):
                failpoints.pass(.decisionBegun)
                let write = write(request, round: round, generation: generation, token: token, epoch: epoch)
                if let stored = try await records.decide(write, for: client.id) {
                    failpoints.pass(.decisionStored)
                    await acknowledge(stored, for: client)
                    return stored.decision
                }
                if let decision = try await explain(request, round: round) { return decision }
                // Given up meanwhile, as overdue, which costs the claim its token and nothing else.
                try await claims.reopen(request.post, token: token, for: client)
                start = try await claims.beginDecision(
                    on: request.post,
                    by: request.moderator,
                    naming: .generation(generation),
                    for: client
                )
            case .absent:
                guard let lost = try await lostClaim(of: request) else { return try await explainAbsence(request) }
                if let decision = try await decide(request, under: lost) { return decision }
                start = try await resume(request, under: lost)
                if case .absent = start { return try await explainAbsence(request) }
            case .claimLost(let holder):
                return try await repeatOrRefuse(request, .claimLost(holder: holder))
            case .notClaimed(let holder):
                let lost = holder == nil ? try await lostClaim(of: request) : nil
                guard let lost else {
                    // A claim that was really given out is an older one, whatever the claim store remembers.
                    let isOlder = named(by: request).isOfThisModerator
                    let refusal: Refusal = isOlder ? .claimLost(holder: holder) : .notClaimed(holder: holder)
                    return try await repeatOrRefuse(request, refusal, hasClaimedThisRound: false)
                }
                start = try await resume(request, under: lost)
                if case .notClaimed(let holder) = start {
                    return try await repeatOrRefuse(request, .claimLost(holder: holder))
                }
            case .superseded(let round, let at):
                return try await repeatOrRefuse(request, .superseded(round: round, at: at))
            }
        }
        throw StoreFailure("the decision was given up \(Self.attempts) times while it was made")
    }

    private static let attempts = 4

    /// The decision is final, so the caller gets it even if the claim store cannot be told now: there the item
    /// stays held back, and `Recovery` tells it later.
    func acknowledge(_ stored: StoredDecision, for client: Client) async {
        // The line may move while it is told.
        let didStandIn = claims.standsIn(for: client)
        do {
            try await claims.acknowledge(stored, for: client)
        } catch { return }
        failpoints.pass(.decisionAcknowledged)
        guard !didStandIn, !claims.standsIn(for: client) else { return }
        await records.markPublished(stored.decision.post, round: stored.decision.round, client: client.id)
    }

    func named(by request: DecisionRequest) -> NamedClaim {
        guard let claimID = request.claimID else { return .any }
        let generation = naming.generation(
            of: claimID,
            client: request.client.id,
            post: request.post,
            moderator: request.moderator
        )
        return generation.map(NamedClaim.generation) ?? .unknown
    }

    func write(
        _ request: DecisionRequest,
        round: Int,
        generation: Generation,
        token: Generation,
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
            generation: token,
            epoch: epoch,
            details: request.details
        )
    }
}
