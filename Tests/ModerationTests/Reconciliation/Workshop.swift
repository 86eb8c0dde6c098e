import Moderation

/// Both stores in memory, broken and compared.
struct Workshop {
    let clock = ManualClock()
    let claims: MemoryClaims
    let records: MemoryRecords
    let client: Client
    let recovery: Recovery

    init() throws {
        claims = MemoryClaims(clock: clock)
        records = MemoryRecords(clock: clock)
        client = Client(id: try ClientID("acme"))
        recovery = Recovery(claims: claims, records: records, journal: MemoryJournal())
    }

    /// - Parameter meanwhile: what happens between the two looks, and between two tries to mend.
    func compare(
        mending: Bool = false,
        mostSuspicions: Int = 50_000,
        meanwhile: @escaping @Sendable () async -> Void = {}
    ) async throws -> DriftReport {
        let names = Names()
        let reconciliation = Reconciliation(
            claims: claims,
            records: records,
            recovery: recovery,
            name: { names.next() },
            mostSuspicions: mostSuspicions,
            pause: {
                await meanwhile()
                clock.advance(by: .seconds(1))
            }
        )
        return try await reconciliation.run(client, mends: mending)
    }

    func reconciler() -> Reconciler {
        Reconciler(claims: claims, records: records, recovery: recovery, every: .zero, rest: .zero)
    }

    /// As an ingest does, which dies where it is told to.
    @discardableResult
    func ingest(_ post: String, version: String? = nil, intoLine: Bool = true) async throws -> PostID {
        clock.advance(by: .milliseconds(1))
        let id = try PostID(post)
        let verdict = VerdictRecord(post: id, verdict: .manualReview, contentVersion: version)
        let permit = try await claims.permitForNewItems(of: client)
        guard case .stored(_, _, let item?) = try await records.record([verdict], for: client)[0] else {
            throw StoreFailure("\(post) is no new item")
        }
        guard intoLine else { return id }
        _ = try await claims.publish([item], for: client, permit: permit)
        await records.markQueued([item].rounds, epoch: try await claims.epoch(of: client), client: client.id)
        return id
    }

    func claim(_ moderator: String, _ limit: Int = 1) async throws -> [ClaimedItem] {
        try await claims.claim(
            ClaimRequest(client: client, moderator: try ModeratorName(moderator), queue: .default, limit: limit)
        ).items
    }

    /// A decision as a desk makes it, up to the step named.
    func decide(_ held: ClaimedItem, upTo last: Step) async throws {
        let post = held.item.post
        let moderator = held.claim.moderator
        guard
            case .deciding(let round, _, let token, let epoch) = try await claims.beginDecision(
                on: post,
                by: moderator,
                naming: .any,
                for: client
            )
        else { throw StoreFailure("\(post) can't be decided") }
        guard last >= .stored else { return }
        let write = DecisionWrite(
            id: "d-\(post)",
            post: post,
            round: round,
            outcome: .approved,
            moderator: moderator,
            claimID: "c",
            generation: token,
            epoch: epoch,
            details: DecisionDetails()
        )
        guard let stored = try await records.decide(write, for: client.id) else { throw StoreFailure("refused") }
        guard last >= .acknowledged else { return }
        try await claims.acknowledge(stored, for: client)
        await records.markPublished(post, round: round, client: client.id)
    }

    enum Step: Int, Comparable {
        case begun, stored, acknowledged

        static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    var results: [String] {
        get async throws { try await claims.results(of: client, after: "", limit: 1_000).decisions }
    }
}
