/// All that `MemoryClaims` knows of one client.
package struct MemoryQueue {
    /// In the order in which they were published.
    package internal(set) var items: [MemoryItem] = []
    package internal(set) var results: [Decision] = []
    /// When each of them went out, and how many went out and were forgotten.
    private var resultTimes: [Timestamp] = []
    private var resultsForgotten = 0
    /// What was let go of; outlives a loss of data, since others keep it.
    var luggage = MemoryLuggage()
    package private(set) var epoch: Int64
    /// Whether nothing is handed out any more before a later epoch begins.
    private(set) var isClosed = false
    /// Claims with which the next epoch begins.
    var adopted: [AdoptedItem] = []
    /// In this epoch.
    package private(set) var claimsMade: Int64 = 0
    private var publisher: (name: String, until: Timestamp)?
    /// What was acknowledged under the publisher's lease.
    private var settled: [(post: PostID, round: Int)] = []

    /// How long a decision may take before it is given to someone to look into.
    static let settleAfter: Duration = .seconds(10)
    static let publisherLease: Duration = .seconds(10)

    init(epoch: Int64, luggage: MemoryLuggage = MemoryLuggage()) {
        self.epoch = epoch
        self.luggage = luggage
    }

    /// Forgets all that stands in line.
    mutating func clear() {
        items = []
        publisher = nil
        settled = []
    }

    mutating func beginEpoch(_ later: Int64) {
        epoch = later
        claimsMade = 0
        isClosed = false
    }

    mutating func markClosed() { isClosed = true }

    func index(of post: PostID) -> Int? { items.firstIndex { $0.item.post == post } }

    mutating func nextGeneration() -> Generation {
        claimsMade += 1
        return Generation(Generation.floor(ofEpoch: epoch).number + claimsMade)
    }

    // MARK: - The publisher's lease

    mutating func holdPublisherLease(_ name: String, now: Timestamp) -> Bool {
        if let known = publisher {
            let isValid = now < known.until
            // Whoever let it lapse missed what was acknowledged since, and begins anew under another name.
            guard isValid == (known.name == name) else { return false }
            if !isValid { settled = [] }
        }
        publisher = (name, now + Self.publisherLease)
        return true
    }

    mutating func endPublisherLease(_ name: String, now: Timestamp) {
        guard holdsLease(name, now: now) else { return }
        publisher = nil
        settled = []
    }

    func holdsLease(_ name: String, now: Timestamp) -> Bool {
        publisher.map { $0.name == name && now < $0.until } ?? false
    }

    /// The publisher at work, and how much was acknowledged under its lease; nil while nobody holds it.
    package func publisher(at now: Timestamp) -> (name: String, settled: Int)? {
        publisher.flatMap { now < $0.until ? ($0.name, settled.count) : nil }
    }

    // MARK: - Into the line

    mutating func publish(
        _ item: QueuedItem,
        permit: PublishingPermit,
        most: Int,
        now: Timestamp
    ) -> PublishAnswer {
        switch permit {
        case .new(let until, _):
            guard now <= until else { return .late }
        case .publisher(let name):
            guard holdsLease(name, now: now) else { return .late }
        }
        let known = items.first { $0.item.post == item.post }
        if let known, known.item.round >= item.round { return .present }
        if case .publisher = permit, isSettled(item.post, item.round) { return .settled }
        // The older round may have been decided; whoever settles that publishes its result.
        if let known, known.settleAt != nil { return .late }
        guard known != nil || items.count < most else { return .full }
        var added = MemoryItem(item, since: now)
        added.story = known.map(Self.leftToNewer) ?? luggage.story(item.carried) ?? MemoryItem.Story()
        items.removeAll { $0.item.post == item.post }
        items.append(added)
        return .queued
    }

    /// Of an older round nothing counts but who held it when it was replaced.
    private static func leftToNewer(_ older: MemoryItem) -> MemoryItem.Story {
        var story = MemoryItem.Story()
        story.replaced = older.story.replaced
        if let claim = older.claim {
            story.remember(replaced: MemoryItem.Former(claim: claim, end: .taken))
        } else if let last = older.story.past.last, last.end == .expired {
            story.remember(replaced: last)
        }
        return story
    }

    // MARK: - Out of it

    mutating func acknowledge(_ stored: StoredDecision, now: Timestamp, looksForResults: Bool) {
        let decision = stored.decision
        let before = items.count
        items.removeAll { $0.item.post == decision.post && $0.item.round == decision.round }
        let wasHere = items.count < before
        guard wasHere || looksForResults || stored.epoch != epoch else { return }
        if let publisher, now < publisher.until, !isSettled(decision.post, decision.round) {
            settled.append((decision.post, decision.round))
        }
        let isNew = wasHere && stored.epoch == epoch
        guard isNew || !looksForResults || !results.contains(where: { $0.id == decision.id }) else { return }
        results.append(decision)
        resultTimes.append(now)
    }

    private func isSettled(_ post: PostID, _ round: Int) -> Bool {
        settled.contains { $0.post == post && $0.round == round }
    }

    mutating func withdraw(_ post: PostID, upTo round: Int) {
        items.removeAll { $0.item.post == post && $0.item.round <= round }
    }

    // MARK: - Reading

    var names: [QueueName] {
        var names: [QueueName] = []
        for item in items where !names.contains(item.queue) { names.append(item.queue) }
        return names
    }

    func rounds(of posts: [PostID]) -> [PostID: Int] {
        var rounds: [PostID: Int] = [:]
        for known in items where posts.contains(known.item.post) { rounds[known.item.post] = known.item.round }
        return rounds
    }

    func look(at post: PostID, now: Timestamp) -> ItemLook? {
        items.first { $0.item.post == post }.map { known in
            ItemLook(
                round: known.item.round,
                queue: known.queue,
                deliveries: known.story.deliveries,
                claim: known.liveClaim(at: now)
            )
        }
    }

    /// A cursor is the epoch and the number of its results before it. All that there is stands behind one of an earlier
    /// epoch.
    func results(
        after cursor: String,
        limit: Int,
        text: (Decision) -> String
    ) -> (decisions: [String], next: String) {
        let parts = cursor.split(separator: "-")
        let before = parts.first.flatMap { Int64($0) } == epoch ? parts.last.flatMap { Int($0) } ?? 0 : 0
        let page = results.dropFirst(max(0, before - resultsForgotten)).prefix(limit)
        return (page.map(text), page.isEmpty ? cursor : "\(epoch)-\(page.endIndex + resultsForgotten)")
    }

    mutating func trimResults(keeping age: Duration, now: Timestamp) {
        let old = resultTimes.prefix { $0 + age < now }.count
        results.removeFirst(old)
        resultTimes.removeFirst(old)
        resultsForgotten += old
    }
}
