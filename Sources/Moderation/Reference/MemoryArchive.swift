/// All that `MemoryRecords` knows of one client.
struct MemoryArchive {
    private var records: [MemoryRecord] = []
    var all: [MemoryRecord] { records }
    /// In the order in which they were stored.
    private(set) var results: [StoredDecision] = []
    private(set) var place = LinePlace(store: .redis, epoch: 1)

    private func index(of post: PostID) -> Int? { records.firstIndex { $0.item.post == post } }

    // MARK: - Verdicts

    mutating func record(_ verdict: VerdictRecord, settings: ClientSettings, now: Timestamp) -> RecordAnswer {
        let known = index(of: verdict.post)
        let order = known.map { verdict.order(after: records[$0].version) } ?? .opensRound
        if let known, order != .stale, let revision = verdict.revision { records[known].revision = revision }
        if let known, order != .opensRound {
            return .duplicate(
                status: records[known].status,
                round: records[known].item.round,
                isStale: order == .stale
            )
        }
        let item = QueuedItem(
            post: verdict.post,
            round: (known.map { records[$0].item.round } ?? 0) + 1,
            queue: verdict.queue,
            priority: verdict.priority,
            queuedAt: now,
            dueAt: now + settings.targetWait(of: verdict.priority),
            payload: verdict.payload
        )
        let status = verdict.verdict.status
        let open = known.flatMap { records[$0].status == .pending ? records[$0].item.round : nil }
        let events = ItemEvent.opening(item.round, with: verdict, at: now, replacing: open)
        if let known {
            records[known].verdict = verdict
            records[known].position = [records[known].position, verdict.position].compactMap(\.self).max()
            records[known].item = item
            records[known].status = status
            records[known].queuedIn = nil
            records[known].isOnShelf = false
            records[known].withdrawnAt = nil
            records[known].log += events
            if status != .pending { records[known].ended = (item.round - 1, now) }
        } else {
            records.append(
                MemoryRecord(
                    verdict: verdict,
                    item: item,
                    status: status,
                    log: events,
                    position: verdict.position,
                    revision: verdict.revision
                )
            )
        }
        return .stored(status: status, round: item.round, item: status == .pending ? item : nil)
    }

    func load(_ post: PostID) -> ItemRecord? { index(of: post).map { records[$0].asRead } }

    // MARK: - Decisions

    mutating func decide(_ write: DecisionWrite, now: Timestamp) -> StoredDecision? {
        guard let index = index(of: write.post), records[index].status == .pending,
            records[index].item.round == write.round, records[index].fence <= write.generation
        else { return nil }
        let decision = Decision(
            id: write.id,
            post: write.post,
            round: write.round,
            outcome: write.outcome,
            moderator: write.moderator,
            claimID: write.claimID,
            decidedAt: now,
            details: write.details
        )
        let stored = StoredDecision(decision: decision, epoch: write.epoch)
        records[index].decisions.append(stored)
        results.append(stored)
        // Generations rise from claim to claim, so that an older one decides no later round either.
        records[index].fence = write.generation
        records[index].status = write.outcome == .approved ? .approved : .rejected
        return stored
    }

    mutating func withdraw(_ post: PostID, now: Timestamp) -> WithdrawAnswer {
        guard let index = index(of: post) else { return .absent }
        let round = records[index].item.round
        if let stored = records[index].decision(ofRound: round) { return .decided(stored) }
        if records[index].status != .withdrawn {
            records[index].status = .withdrawn
            records[index].withdrawnAt = now
            records[index].ended = (round, now)
            records[index].log.append(ItemEvent(post: post, kind: .withdrawn, at: now, round: round))
        }
        return .withdrawn(round: round)
    }

    func ended(olderThan age: Duration, now: Timestamp) -> [EndedRound] {
        let ended = records.compactMap { record in
            record.ended.map { (round: EndedRound(post: record.item.post, round: $0.round), at: $0.at) }
        }
        return ended.filter { $0.at + age <= now }.sorted { $0.at < $1.at }.map(\.round)
    }

    mutating func markOut(_ ended: EndedRound) {
        guard let index = index(of: ended.post), records[index].ended?.round == ended.round else { return }
        records[index].ended = nil
    }

    mutating func fence(_ post: PostID, round: Int, above generation: Generation) -> FenceAnswer {
        guard let index = index(of: post) else { return .over }
        if let stored = records[index].decision(ofRound: round) { return .decided(stored) }
        guard records[index].status == .pending, records[index].item.round == round else { return .over }
        records[index].fence = max(records[index].fence, Generation(generation.number + 1))
        return .fenced
    }

    mutating func markPublished(_ post: PostID, round: Int) {
        guard let index = index(of: post) else { return }
        records[index].published.append(round)
    }

    func unpublished(olderThan age: Duration, now: Timestamp) -> [StoredDecision] {
        records.flatMap { record in
            record.decisions.filter { !record.published.contains($0.decision.round) }
        }
        .filter { $0.decision.decidedAt + age <= now }
        .sorted { $0.decision.decidedAt < $1.decision.decidedAt }
    }

    // MARK: - What stands in line

    mutating func markQueued(_ rounds: [PostID: Int], epoch: Int64) {
        for index in records.indices
        where rounds[records[index].item.post] == records[index].item.round && !records[index].isOnShelf {
            records[index].queuedIn = epoch
        }
    }

    mutating func markLost(_ posts: [PostID]) {
        for index in records.indices where posts.contains(records[index].item.post) {
            records[index].queuedIn = nil
            records[index].isOnShelf = false
        }
    }

    func unqueued(before epoch: Int64, olderThan age: Duration, now: Timestamp) -> [PostID] {
        let unqueued = records.filter { record in
            guard record.status == .pending, !record.isOnShelf else { return false }
            return record.queuedIn.map { $0 < epoch } ?? (record.item.queuedAt + age <= now)
        }
        return unqueued.sorted { $0.item.dueAt < $1.item.dueAt }.map(\.item.post)
    }

    func outside(of epoch: Int64, now: Timestamp) -> [QueueName: Int] {
        var counts: [QueueName: Int] = [:]
        for post in unqueued(before: epoch, olderThan: .zero, now: now) {
            if let index = index(of: post) { counts[records[index].queue, default: 0] += 1 }
        }
        return counts
    }

    mutating func requeue(_ posts: [PostID], epoch: Int64) -> [QueuedItem] {
        var items: [QueuedItem] = []
        for index in records.indices
        where posts.contains(records[index].item.post) && records[index].status == .pending {
            records[index].fence = max(records[index].fence, .floor(ofEpoch: epoch))
            items.append(records[index].inLine)
        }
        return items.sorted { $0.dueAt < $1.dueAt }
    }

    // MARK: - The shelf

    mutating func shelve(_ posts: [PostID]) {
        for index in records.indices
        where posts.contains(records[index].item.post) && records[index].status == .pending {
            records[index].isOnShelf = true
            records[index].queuedIn = nil
        }
    }

    mutating func keepCarried(_ item: ShelvedItem) {
        guard let index = index(of: item.post), records[index].item.round == item.round, let text = item.carried
        else { return }
        records[index].carried = (item.round, text)
    }

    mutating func markOffShelf(_ rounds: [PostID: Int], epoch: Int64) {
        for index in records.indices
        where rounds[records[index].item.post] == records[index].item.round && records[index].isOnShelf
            && records[index].status == .pending
        {
            records[index].isOnShelf = false
            records[index].carried = nil
            records[index].queuedIn = epoch
        }
    }

    var shelf: [ShelfState] {
        var counts: [(queue: QueueName, count: Int)] = []
        for record in onShelf {
            if let known = counts.firstIndex(where: { $0.queue == record.queue }) {
                counts[known].count += 1
            } else {
                counts.append((record.queue, 1))
            }
        }
        return counts.sorted { $0.queue.description < $1.queue.description }
            .map { known in
                let first = onShelf.filter { $0.queue == known.queue }.min { $0.item.dueAt < $1.item.dueAt }
                return ShelfState(queue: known.queue, count: known.count, firstQueuedAt: first?.item.queuedAt)
            }
    }

    func shelved(in queue: QueueName) -> [LineItem] {
        onShelf.filter { $0.queue == queue }
            .map { LineItem(post: $0.item.post, round: $0.item.round, dueAt: $0.item.dueAt) }
            .sorted { $0.dueAt < $1.dueAt }
    }

    private var onShelf: [MemoryRecord] { records.filter { $0.isOnShelf && $0.status == .pending } }

    mutating func markEscalated(_ post: PostID, round: Int) {
        guard let index = index(of: post) else { return }
        records[index].escalatedRound = round
    }

    // MARK: - Places

    mutating func move(from known: LinePlace, to next: LinePlace) -> LinePlace {
        if place == known { place = next }
        return place
    }
}

extension Verdict {
    /// What a verdict makes of an item.
    fileprivate var status: ItemStatus {
        switch self {
        case .manualReview: .pending
        case .approved: .approved
        case .rejected: .rejected
        }
    }
}
