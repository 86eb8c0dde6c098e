package import Moderation

/// Reads. Where one is told an instant before the last command, it reads as of that.
extension Line {
    package func look(at post: PostID, now: Timestamp) -> ItemLook? {
        guard let slot = items.slot(of: post), let item = items[slot] else { return nil }
        return ItemLook(
            round: item.round,
            queue: item.queue,
            deliveries: item.story.deliveries,
            claim: item.liveClaim(at: max(time, now))
        )
    }

    /// The queues that hold an item, in the order of their names.
    package var queues: [QueueName] { lines.keys.sorted { $0.description < $1.description } }

    /// When there is something to do in the queues that hold an item, if nothing comes in between.
    package var outlook: [QueueName: QueueOutlook] { lines.mapValues(\.outlook) }

    package func rounds(of posts: [PostID]) -> [PostID: Int] {
        var rounds: [PostID: Int] = [:]
        for post in posts {
            if let slot = items.slot(of: post) { rounds[post] = items[slot]?.round }
        }
        return rounds
    }

    /// Costs O(queues and moderators), whatever the backlog.
    package func stats(now: Timestamp) -> ClientStats {
        let now = max(time, now)
        var queues = lines.mapValues { $0.stats(at: now) }
        if queues[.default] == nil { queues[.default] = QueueLine().stats(at: now) }
        return ClientStats(now: now, queues: queues, claimedBy: holders.mapValues(\.count))
    }

    package func window(of queue: QueueName, tail: Int) -> QueueWindow {
        let line = lines[queue]
        let last = line?.waiting.last(tail) ?? []
        return QueueWindow(
            itemsOfClient: items.count,
            waiting: line?.waiting.count ?? 0,
            claimed: line?.deadlines.count ?? 0,
            tail: last.compactMap { place in
                items[place.slot].map { LineItem(post: $0.post, round: $0.round, dueAt: $0.dueAt) }
            }
        )
    }

    /// Waiting items that have been in the queue for as long as `itemTTL` or longer, the longest first.
    package func overstayed(in queue: QueueName, itemTTL: Duration, limit: Int, now: Timestamp) -> [LineRound] {
        guard let stays = lines[queue]?.stays else { return [] }
        let now = max(time, now)
        let late = stays.inOrder.prefix { Timestamp(milliseconds: $0.at) + itemTTL <= now }
        let waiting = late.lazy.compactMap { items[$0.slot] }.filter { $0.hold == nil }
        return waiting.prefix(limit).map { LineRound(post: $0.post, round: $0.round) }
    }

    /// Whether acknowledging a decision would put out its result. That follows from the state alone, not from the time.
    package func wouldPublish(_ post: PostID, round: Int, storedIn: Int64) -> Bool {
        let isHere = items.slot(of: post).map { items[$0]?.round == round } ?? false
        return isHere || storedIn != epoch
    }

    /// The publisher at work, and how much was acknowledged under its lease; nil while nobody holds it.
    package func publisher(at now: Timestamp) -> (name: String, settled: Int)? {
        publisher.flatMap { max(time, now) < $0.until ? ($0.name, settled.count) : nil }
    }

    // MARK: - For another tier

    /// All live claims with their items, in the order in which the items were published.
    package func holdings(now: Timestamp) -> [Holding] {
        let now = max(time, now)
        let held = holders.values.joined().compactMap { items[$0] }.sorted { $0.nth < $1.nth }
        return held.compactMap { item in
            guard let hold = item.hold, hold.isLive(at: now) else { return nil }
            return Holding(entry: item.entry(withStory: true), claim: hold.claim)
        }
    }

    /// What waits and has a story, in the order of publishing. A pass over the whole line.
    package var stories: [ShelvedStory] {
        items.inOrder.compactMap { item in
            guard item.hold == nil, let story = item.story.ifAny else { return nil }
            return ShelvedStory(post: item.post, round: item.round, story: story)
        }
    }
}
