extension MemoryQueue {
    func overstayed(in queue: QueueName, settings: ClientSettings, limit: Int, now: Timestamp) -> [MemoryItem] {
        let late = items.filter { $0.queue == queue && $0.isWaiting && $0.since + settings.itemTTL <= now }
        return Array(late.prefix(limit))
    }

    func window(of queue: QueueName, tail: Int) -> QueueWindow {
        let here = items.filter { $0.queue == queue }
        let waiting = here.filter(\.isWaiting)
        let last = waiting.enumerated().sorted { left, right in
            (left.element.item.dueAt, left.offset) > (right.element.item.dueAt, right.offset)
        }.prefix(tail).map { $0.element.item }
        return QueueWindow(
            itemsOfClient: items.count,
            waiting: waiting.count,
            claimed: here.count - waiting.count,
            tail: last.map { LineItem(post: $0.post, round: $0.round, dueAt: $0.dueAt) }
        )
    }

    mutating func shelve(
        _ named: [(post: PostID, round: Int)],
        from queue: QueueName,
        publisher name: String,
        now: Timestamp
    ) -> [ShelvedItem]? {
        guard holdsLease(name, now: now) else { return nil }
        var shelved: [ShelvedItem] = []
        for (post, round) in named {
            guard let index = index(of: post), items[index].item.round == round, items[index].queue == queue,
                items[index].isWaiting
            else { continue }
            let carried = luggage.check(in: items[index].story)
            shelved.append(ShelvedItem(post: post, round: round, carried: carried))
            items.remove(at: index)
        }
        return shelved
    }
}
