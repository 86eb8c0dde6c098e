import Moderation

/// Items that one call of `publish` takes: of one queue and priority, in the order given.
struct PublishBatch {
    let queue: QueueName
    let priority: Priority
    private(set) var items: [QueuedItem] = []
    /// Where the items stood in the list that was split.
    private(set) var indices: [Int] = []
    /// How many items of that list with the same line and due time came before each, so that they stay in order whatever
    /// batches they come in.
    private(set) var before: [Int] = []
    private var bytes = 0

    /// A script blocks Redis while it runs: this much is a millisecond or so.
    private static let mostItems = 200
    private static let mostBytes = 512 << 10

    private init(queue: QueueName, priority: Priority) {
        self.queue = queue
        self.priority = priority
    }

    static func split(_ items: [QueuedItem]) -> [PublishBatch] {
        var full: [PublishBatch] = []
        var open: [Line: PublishBatch] = [:]
        var ofOneDue: [Due: Int] = [:]
        for (index, item) in items.enumerated() {
            let line = Line(queue: item.queue, priority: item.priority)
            var batch = open[line] ?? PublishBatch(queue: item.queue, priority: item.priority)
            let due = Due(queue: item.queue, at: item.dueAt)
            batch.add(item, at: index, behind: ofOneDue[due, default: 0])
            ofOneDue[due, default: 0] += 1
            if batch.isFull {
                full.append(batch)
                open[line] = nil
            } else {
                open[line] = batch
            }
        }
        return full + open.values
    }

    private struct Line: Hashable {
        let queue: QueueName
        let priority: Priority
    }

    private struct Due: Hashable {
        let queue: QueueName
        let at: Timestamp
    }

    private mutating func add(_ item: QueuedItem, at index: Int, behind count: Int) {
        items.append(item)
        indices.append(index)
        before.append(count)
        bytes += item.payload.byteCount
    }

    private var isFull: Bool { items.count >= Self.mostItems || bytes >= Self.mostBytes }
}
