package import Moderation
package import Synchronization

/// A system of record in memory, for one client: rounds, duplicates and one decision a round; nothing else is enforced.
package final class FakeRecords: ItemRecords {
    package struct State: Sendable {
        /// Every call fails with this while it is set.
        package var failure: StoreFailure?
        package var items: [PostID: ItemRecord] = [:]
        package var positions: [PostID: StreamPosition] = [:]
        /// `record` fails where one of these is among the verdicts.
        package var unstorable: Set<PostID> = []
        /// The sizes of the calls of `record`.
        package var batches: [Int] = []
        /// `record` fails from this call on, counted from 1.
        package var failsFromBatch = Int.max
        package var marked: [PostID: Int64] = [:]
        package var published: [PostID] = []
        package var escalated: [PostID: Int] = [:]
        package var shelved: [PostID] = []
        package var outside: [QueueName: Int] = [:]
        /// What `ended` gives, and what was marked as out.
        package var ended: [EndedRound] = []
        package var out: [EndedRound] = []
        /// In the order of the log.
        package var results: [StoredDecision] = []
        package var clock: Int64 = 1_700_000_000_000
    }

    package let state: Mutex<State>

    package init(_ state: State = State()) { self.state = Mutex(state) }

    private func on<Answer>(
        _ body: (inout sending State) -> sending Answer
    ) throws(StoreFailure) -> sending Answer {
        let result: Result<Answer, StoreFailure> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(body(&state))
        }
        return try result.get()
    }

    package func record(
        _ verdicts: [VerdictRecord],
        for client: Client
    ) async throws(StoreFailure) -> [RecordAnswer] {
        let answers = try on { state -> [RecordAnswer]? in
            state.batches.append(verdicts.count)
            guard state.batches.count < state.failsFromBatch,
                !verdicts.contains(where: { state.unstorable.contains($0.post) })
            else { return nil }
            // As a store that writes them all at once would: what this call adds, no other verdict in it sees.
            let before = state.items
            return verdicts.map { Self.record($0, among: before, in: &state, settings: client.settings) }
        }
        guard let answers else { throw StoreFailure("record fails") }
        return answers
    }

    private static func record(
        _ verdict: VerdictRecord,
        among before: [PostID: ItemRecord],
        in state: inout State,
        settings: ClientSettings
    ) -> RecordAnswer {
        let known = before[verdict.post]
        let version = known.map {
            PostVersion(content: $0.contentVersion, revision: $0.revision, position: state.positions[verdict.post])
        }
        let order = version.map { verdict.order(after: $0) } ?? .opensRound
        if let known, order == .raisesRevision {
            state.items[verdict.post] = known.with(revision: verdict.revision)
        }
        if let known, order != .opensRound {
            return .duplicate(status: known.status, round: known.item.round, isStale: order == .stale)
        }
        state.clock += 1
        if let position = verdict.position { state.positions[verdict.post] = position }
        let now = Timestamp(milliseconds: state.clock)
        let item = QueuedItem(
            post: verdict.post,
            round: (known?.item.round ?? 0) + 1,
            queue: verdict.queue,
            priority: verdict.priority,
            queuedAt: now,
            dueAt: now + settings.targetWait(of: verdict.priority),
            payload: verdict.payload
        )
        let status: ItemStatus =
            switch verdict.verdict {
            case .manualReview: .pending
            case .approved: .approved
            case .rejected: .rejected
            }
        state.items[verdict.post] = ItemRecord(
            item: item,
            verdict: verdict.verdict,
            status: status,
            contentVersion: verdict.contentVersion,
            revision: verdict.revision ?? known?.revision,
            decisions: known?.decisions ?? [],
            log: (known?.log ?? [])
                + ItemEvent.opening(
                    item.round,
                    with: verdict,
                    at: now,
                    replacing: known?.status == .pending ? known?.item.round : nil
                )
        )
        return .stored(status: status, round: item.round, item: status == .pending ? item : nil)
    }

    package func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        state.withLock { state in for post in rounds.keys { state.marked[post] = epoch } }
    }

    package func markLost(_ posts: [PostID], client: ClientID) async {
        state.withLock { state in for post in posts { state.marked[post] = 0 } }
    }

    package func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord? {
        try on { $0.items[post] }
    }

    package func decide(_ write: DecisionWrite, for client: ClientID) async throws(StoreFailure) -> StoredDecision? {
        try on { state in
            guard let known = state.items[write.post], known.status == .pending, known.item.round == write.round
            else { return nil }
            state.clock += 1
            let decision = Decision(
                id: write.id,
                post: write.post,
                round: write.round,
                outcome: write.outcome,
                moderator: write.moderator,
                claimID: write.claimID,
                decidedAt: Timestamp(milliseconds: state.clock),
                details: write.details
            )
            let stored = StoredDecision(decision: decision, epoch: write.epoch)
            state.items[write.post] = ItemRecord(
                item: known.item,
                verdict: known.verdict,
                status: write.outcome == .approved ? .approved : .rejected,
                contentVersion: known.contentVersion,
                revision: known.revision,
                decisions: known.decisions + [stored],
                log: known.log
            )
            return stored
        }
    }

    package func withdraw(_ post: PostID, client: ClientID) async throws(StoreFailure) -> WithdrawAnswer {
        try on { state in
            guard let known = state.items[post] else { return .absent }
            if let decision = known.decision { return .decided(decision) }
            state.clock += 1
            state.items[post] = ItemRecord(
                item: known.item,
                verdict: known.verdict,
                status: .withdrawn,
                contentVersion: known.contentVersion,
                revision: known.revision,
                decisions: known.decisions,
                log: known.log,
                withdrawnAt: known.withdrawnAt ?? Timestamp(milliseconds: state.clock)
            )
            return .withdrawn(round: known.item.round)
        }
    }

    package func ended(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [EndedRound] {
        try on { $0.ended }
    }

    package func markOut(_ ended: EndedRound, client: ClientID) async {
        state.withLock { $0.out.append(ended) }
    }

    package func markEscalated(_ post: PostID, round: Int, client: ClientID) async {
        state.withLock { $0.escalated[post] = round }
    }

    package func shelve(_ posts: [PostID], client: ClientID) async throws(StoreFailure) {
        try on { $0.shelved += posts }
    }

    package func keepCarried(_ item: ShelvedItem, client: ClientID) async {}

    package func markOffShelf(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {}

    package func shelf(of client: ClientID) async throws(StoreFailure) -> [ShelfState] { [] }

    package func shelved(
        in queue: QueueName,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [LineItem] { [] }

    package func markPublished(_ post: PostID, round: Int, client: ClientID) async {
        state.withLock { $0.published.append(post) }
    }

    package func fence(
        _ post: PostID,
        round: Int,
        above generation: Generation,
        client: ClientID
    ) async throws(StoreFailure) -> FenceAnswer { .fenced }

    package func unpublished(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [StoredDecision] { [] }

    package func unqueued(
        before epoch: Int64,
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [PostID] { [] }

    package func outside(of epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueueName: Int] {
        try on { $0.outside }
    }

    package func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] { [] }

    package func results(
        of client: Client,
        after cursor: ResultsCursor,
        limit: Int
    ) async throws(StoreFailure) -> ResultsPage {
        try on { ResultsPage($0.results, after: cursor, limit: limit) }
    }

    package func logResults(of client: Client) async throws(StoreFailure) {}

    package func now() async throws(StoreFailure) -> Timestamp {
        Timestamp(milliseconds: state.withLock(\.clock))
    }

    package func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        LinePlace(store: .redis, epoch: 1)
    }

    package func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace { next }
}

extension ItemRecord {
    fileprivate func with(revision: Int64?) -> ItemRecord {
        ItemRecord(
            item: item,
            verdict: verdict,
            status: status,
            contentVersion: contentVersion,
            revision: revision,
            decisions: decisions,
            log: log,
            withdrawnAt: withdrawnAt
        )
    }
}
