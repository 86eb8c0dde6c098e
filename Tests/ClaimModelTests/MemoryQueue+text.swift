import Moderation

extension MemoryQueue {
    /// As `ClientDump` writes it.
    func text(numbers: ModelNumbers, now: Timestamp) -> String {
        let lease = publisher(at: now).map { "\($0.name) with \($0.settled)" } ?? "nobody"
        let last = results.suffix(2).reversed().map { "\($0.post)/\($0.round) by \($0.moderator)" }.joined(
            separator: " "
        )
        var text = "claims \(epoch - numbers.firstEpoch).\(claimsMade) results \(results.count) \(last) lease \(lease)"
        for queue in ModelSteps.queues { text += "\n" + line(of: queue) }
        for known in items.sorted(by: { $0.item.post.description < $1.item.post.description }) {
            text += "\n" + known.text(numbers: numbers, now: now)
        }
        return text
    }

    private func line(of queue: QueueName) -> String {
        let here = items.filter { $0.queue == queue }
        let waiting = here.filter(\.isWaiting)
        // Of equal ones the one that was published first.
        let line = waiting.enumerated().sorted { ($0.1.item.dueAt, $0.0) < ($1.1.item.dueAt, $1.0) }
        let posts = line.map(\.element.item.post.description).joined(separator: " ")
        let avoided = waiting.reduce(0) { $0 + $1.story.released.count }
        return "\(queue): \(posts) | \(here.count - waiting.count) \(avoided)"
    }
}
