/// Looks at both stores, in one epoch, and changes nothing.
///
/// Items move while one looks, so a page gives suspicions only, and what is still so at a later look is drift. Whatever
/// ends a round writes the record first and the line behind it. So an item is asked for in the record, in the line and in
/// the record again: what the record says both times held while the line was asked.
struct Comparison: Sendable {
    let line: any InspectableLine
    let records: any LineRecords & InspectableRecords
    let client: Client
    let epoch: Int64

    /// What a page has shown.
    struct Sight<Cursor: Sendable>: Sendable {
        var suspicions: [Drift] = []
        /// True as they stand: a line is read at one instant.
        var flaws: [Drift] = []
        var count = 0
        var next: Cursor?
    }

    /// Asked together.
    static let batch = 200

    func look(
        at selection: RecordSelection,
        after cursor: Timestamp?
    ) async throws(StoreFailure) -> Sight<Timestamp> {
        let page = try await records.page(
            of: selection,
            in: epoch,
            after: cursor,
            limit: Self.batch,
            client: client.id
        )
        var sight = Sight<Timestamp>(count: page.rounds.count, next: page.next)
        if selection == .unpublished {
            let late = page.rounds.filter { $0.hasLateResult(at: page.now) }
            sight.suspicions = late.map { Drift(.resultNotPublished, $0.post, round: $0.round) }
            return sight
        }
        let awaiting = page.rounds.filter { $0.awaitsLine(at: page.now) }
        let standing = try await standing(awaiting.map(\.post))
        sight.suspicions = awaiting.filter { !standing.holds($0) }.map { $0.missing(in: epoch) }
        return sight
    }

    /// Nil where the store does not hold the client in this epoch.
    func look(atLineAfter cursor: String?) async throws(StoreFailure) -> Sight<String>? {
        guard let page = try await line.inspect(client, in: epoch, after: cursor, limit: Self.batch) else { return nil }
        let (now, recorded) = try await recorded(page.items.map(\.post))
        var sight = Sight<String>(flaws: page.flaws, count: page.items.count, next: page.next)
        for item in page.items {
            if let token = item.overdue {
                sight.suspicions.append(Drift(.decisionHalfDone, item.post, round: item.round, token: token))
            }
            if recorded[item.post]?.rulesOut(item.round, at: now) ?? true {
                sight.suspicions.append(Drift(.queuedButOver, item.post, round: item.round))
            }
            if recorded[item.post]?.isElsewhere(item) ?? false {
                sight.suspicions.append(Drift(.queuedElsewhere, item.post, round: item.round))
            }
        }
        return sight
    }

    /// Those suspicions that are still true.
    ///
    /// - Parameter anyAge: whether what is missing counts also where it is new, so that somebody else may be about to queue it.
    func confirmed(_ suspicions: [Drift], anyAge: Bool = false) async throws(StoreFailure) -> [Drift] {
        var found: [Drift] = []
        var rest = suspicions[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(part.count)
            let posts = Array(Set(part.map(\.post)))
            let (_, before) = try await recorded(posts)
            let standing = try await standing(posts)
            let (now, after) = try await recorded(posts)
            found += part.compactMap { drift in
                isTrue(drift, before[drift.post], standing, after[drift.post], now, anyAge: anyAge)
            }
        }
        return found
    }

    private func isTrue(
        _ drift: Drift,
        _ before: RecordedRound?,
        _ standing: [PostID: StandingRound],
        _ after: RecordedRound?,
        _ now: Timestamp,
        anyAge: Bool
    ) -> Drift? {
        let here = standing[drift.post]
        switch drift.kind {
        case .pendingNotQueued, .markedNotQueued:
            guard let before, let after, before.round == drift.round, after.round == drift.round,
                [before, after].allSatisfy({ anyAge ? $0.isUnplaced : $0.awaitsLine(at: now) }),
                !standing.holds(after)
            else { return nil }
            return after.missing(in: epoch)
        case .queuedButOver:
            guard let here, here.round == drift.round else { return nil }
            return after?.rulesOut(here.round, at: now) ?? true ? drift : nil
        case .queuedElsewhere:
            guard let before, let after, let here, before.queue == after.queue, here.round == drift.round,
                before.isElsewhere(here), after.isElsewhere(here)
            else { return nil }
            return Drift(.queuedElsewhere, drift.post, round: drift.round, detail: here.queue.description)
        case .decisionHalfDone: return here?.overdue != nil && here?.overdue == drift.token ? drift : nil
        case .resultNotPublished:
            return after.map { $0.round == drift.round && $0.hasLateResult(at: now) } ?? false ? drift : nil
        default: return drift
        }
    }

    private func standing(_ posts: [PostID]) async throws(StoreFailure) -> [PostID: StandingRound] {
        guard !posts.isEmpty, let page = try await line.inspect(posts, of: client, in: epoch) else { return [:] }
        return Dictionary(page.items.map { ($0.post, $0) }) { first, _ in first }
    }

    private func recorded(
        _ posts: [PostID]
    ) async throws(StoreFailure) -> (now: Timestamp, rounds: [PostID: RecordedRound]) {
        guard !posts.isEmpty else { return (Timestamp(milliseconds: 0), [:]) }
        let page = try await records.recorded(posts, client: client.id)
        return (page.now, Dictionary(page.rounds.map { ($0.post, $0) }) { first, _ in first })
    }
}

extension [PostID: StandingRound] {
    /// Whether this round stands in line. An older one of the post is in its place, not it.
    fileprivate func holds(_ recorded: RecordedRound) -> Bool {
        self[recorded.post].map { $0.round >= recorded.round } ?? false
    }
}
