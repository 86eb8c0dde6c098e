extension MemoryQueue {
    func stats(now: Timestamp) -> ClientStats {
        var queues: [QueueName: QueueStats] = [:]
        for name in Set(names + [.default]) { queues[name] = stats(of: name, now: now) }
        var claimedBy: [ModeratorName: Int] = [:]
        for claim in items.compactMap(\.claim) { claimedBy[claim.moderator, default: 0] += 1 }
        return ClientStats(now: now, queues: queues, claimedBy: claimedBy)
    }

    private func stats(of queue: QueueName, now: Timestamp) -> QueueStats {
        let here = items.filter { $0.queue == queue }
        var priorities: [Priority: PriorityStats] = [:]
        for priority in Priority.allCases {
            let ofPriority = here.filter { $0.item.priority == priority }
            let waiting = ofPriority.filter(\.isWaiting)
            priorities[priority] = PriorityStats(
                ready: waiting.count,
                claimed: ofPriority.count - waiting.count,
                oldestQueuedAt: waiting.map(\.item.queuedAt).min()
            )
        }
        return QueueStats(
            ready: here.count(where: \.isWaiting),
            claimed: here.count { !$0.isWaiting },
            nextExpiryAt: here.compactMap(\.deadline).min().map { max($0, now) },
            priorities: priorities
        )
    }
}
