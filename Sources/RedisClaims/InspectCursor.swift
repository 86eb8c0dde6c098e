import Moderation

/// Where somebody is who goes through all that Redis holds of a client: kind after kind of its parts, and queue after queue.
struct InspectCursor: CustomStringConvertible {
    /// As `inspect` names them, in the order in which they are gone through.
    enum Part: String {
        case items, claims, holders
        // Of each queue, the entries by their priority.
        case waiting, deadlines, urgent, high, normal, low
        case named, entries
    }

    var part = Part.items
    /// Within the part, as Redis gave it.
    var scan = "0"
    /// Of parts that each queue has.
    var queue: QueueName?

    init(part: Part = .items, scan: String = "0", queue: QueueName? = nil) {
        self.part = part
        self.scan = scan
        self.queue = queue
    }

    init(_ text: String) throws(StoreFailure) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2, let part = Part(rawValue: words[0]) else {
            throw StoreFailure("no cursor of a line in Redis: \(text)", maybeDone: false)
        }
        self.init(part: part, scan: words[1], queue: words.count > 2 ? QueueName(stored: words[2]) : nil)
    }

    var description: String { "\(part.rawValue) \(scan)" + (queue.map { " \($0)" } ?? "") }

    /// Nil behind the last part.
    ///
    /// - Parameter queues: that there are, in order.
    func next(behind scan: String, queues: [QueueName]) -> InspectCursor? {
        if scan != "0" { return InspectCursor(part: part, scan: scan, queue: queue) }
        switch part {
        case .items: return InspectCursor(part: .claims)
        case .claims: return InspectCursor(part: .holders)
        case .holders: return queues.first.map { InspectCursor(part: .waiting, queue: $0) }
        case .waiting: return InspectCursor(part: .deadlines, queue: queue)
        case .deadlines: return InspectCursor(part: .urgent, queue: queue)
        case .urgent: return InspectCursor(part: .high, queue: queue)
        case .high: return InspectCursor(part: .normal, queue: queue)
        case .normal: return InspectCursor(part: .low, queue: queue)
        case .low:
            let later = queues.first { $0.description > (queue?.description ?? "") }
            return later.map { InspectCursor(part: .waiting, queue: $0) }
        case .named, .entries: return nil
        }
    }
}
