package import Moderation
package import Synchronization

/// A claim store that answers what a test tells it to, and remembers what it was asked.
package final class FakeClaims: ClaimStore {
    package struct State: Sendable {
        /// Every call fails with this while it is set.
        package var failure: StoreFailure?
        /// Only these calls fail, by the name of the method.
        package var failing: Set<String> = []
        /// The names of the methods that were called, in order.
        package var calls: [String] = []
        package var epoch: Int64 = 1
        package var permit = PublishingPermit.new(until: Timestamp(milliseconds: 5_000))
        package var permitsSeen: [PublishingPermit] = []
        package var published: [[QueuedItem]] = []
        package var publishAnswer: @Sendable (QueuedItem) -> PublishAnswer = { _ in .queued }
        package var claimRequests: [ClaimRequest] = []
        package var workingSets: [WorkingSet] = []
        package var unclaimed: [PostID: Generation] = [:]
        package var start = DecisionStart.absent
        /// To extend, release and escalate.
        package var claimAnswer = ClaimAnswer.absent
        package var claimsNamed: [NamedClaim] = []
        package var decisionsNamed: [NamedClaim] = []
        package var acknowledged: [StoredDecision] = []
        package var withdrawn: [PostID: Int] = [:]
        package var looks: [PostID: ItemLook] = [:]
        package var stats = ClientStats(now: Timestamp(milliseconds: 0), queues: [:], claimedBy: [:])
        package var pages: [(decisions: [String], next: String)] = []
        package var cursorsAsked: [String] = []
        package var isBeingFilled = false
    }

    package let state: Mutex<State>

    package init(_ state: State = State()) { self.state = Mutex(state) }

    private func on<Answer>(
        _ call: String,
        _ body: (inout sending State) -> sending Answer
    ) throws(StoreFailure) -> sending Answer {
        let result: Result<Answer, StoreFailure> = state.withLock { state in
            state.calls.append(call)
            if let failure = state.failure { return .failure(failure) }
            if state.failing.contains(call) { return .failure(StoreFailure("\(call) fails")) }
            return .success(body(&state))
        }
        return try result.get()
    }

    package func permitForNewItems(of client: Client) async throws(StoreFailure) -> PublishingPermit {
        try on("permit") { $0.permit }
    }

    package func holdPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) -> Bool { true }

    package func endPublisherLease(_ name: String, for client: Client) async throws(StoreFailure) {}

    package func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        try on("publish") { state in
            state.published.append(items)
            state.permitsSeen.append(permit)
            return items.map(state.publishAnswer)
        }
    }

    /// The first of the sets that are left; the last one for ever.
    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        try on("claim") { state in
            state.claimRequests.append(request)
            if state.workingSets.count > 1 { return state.workingSets.removeFirst() }
            return state.workingSets.first
                ?? WorkingSet(
                    items: [],
                    queue: QueueState(ready: 0, claimed: 0, nextExpiryAt: nil),
                    now: Timestamp(milliseconds: 0),
                    ended: []
                )
        }
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        try on("unclaim") { $0.unclaimed[post] = generation }
    }

    package func beginDecision(
        on post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try on("beginDecision") { state in
            state.decisionsNamed.append(claim)
            return state.start
        }
    }

    package func resumeDecision(
        on post: PostID,
        by moderator: ModeratorName,
        under lost: LostClaim,
        for client: Client
    ) async throws(StoreFailure) -> DecisionStart {
        try on("resumeDecision") { $0.start }
    }

    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try on("extend") { state in
            state.claimsNamed.append(claim)
            return state.claimAnswer
        }
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try on(anyones ? "releaseAnyones" : "release") { state in
            state.claimsNamed.append(claim)
            return state.claimAnswer
        }
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try on("escalate") { state in
            state.claimsNamed.append(claim)
            return state.claimAnswer
        }
    }

    package func acknowledge(_ stored: StoredDecision, for client: Client) async throws(StoreFailure) {
        try on("acknowledge") { $0.acknowledged.append(stored) }
    }

    package func reopen(_ post: PostID, token: Generation, for client: Client) async throws(StoreFailure) {
        try on("reopen") { _ in }
    }

    package func withdraw(_ post: PostID, upTo round: Int, for client: Client) async throws(StoreFailure) {
        try on("withdraw") { $0.withdrawn[post] = round }
    }

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        ([], [])
    }

    package func queues(of client: Client) async throws(StoreFailure) -> [QueueName] { [] }

    package func rounds(of posts: [PostID], for client: Client) async throws(StoreFailure) -> [PostID: Int] { [:] }

    package func look(at post: PostID, for client: Client) async throws(StoreFailure) -> ItemLook? {
        try on("look") { $0.looks[post] }
    }

    package func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool {
        state.withLock { $0.isBeingFilled }
    }

    package func stats(of client: Client) async throws(StoreFailure) -> ClientStats {
        try on("stats") { $0.stats }
    }

    /// The first of the pages that are left; afterwards empty ones that keep the cursor.
    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        try on("results") { state in
            state.cursorsAsked.append(cursor)
            return state.pages.isEmpty ? ([], cursor) : state.pages.removeFirst()
        }
    }

    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try on("epoch") { $0.epoch }
    }
}
