import Lines
import Moderation

/// What a background pass needs to know of a line that is not in memory, while nobody appends to it: whether there is
/// anything to do.
struct RestingLine: Sendable {
    let epoch: Int64
    let isClosed: Bool
    let queues: [QueueName: QueueOutlook]

    init(_ line: Line) {
        epoch = line.epoch
        isClosed = line.isClosed
        queues = line.outlook
    }

    /// Whether a claim of the queue may have ended, or a decision be overdue.
    func isDue(_ queue: QueueName, at now: Timestamp) -> Bool {
        queues[queue]?.nextDeadline.map { $0 <= now } ?? false
    }

    /// Whether an item of the queue may have been there for `age`.
    func mayOverstay(_ queue: QueueName, age: Duration, at now: Timestamp) -> Bool {
        queues[queue]?.oldestSince.map { $0 + age <= now } ?? false
    }
}
