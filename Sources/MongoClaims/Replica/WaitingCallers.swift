import Lines
import Moderation

/// Who waits for the reply to a command, and how long yet.
struct WaitingCallers {
    typealias Caller = CheckedContinuation<Result<LineReply, StoreFailure>, Never>

    private var callers: [UInt64: Caller] = [:]
    /// In the order of the deadlines, which is the order of coming; those that were answered go when they are at the front.
    private var deadlines: [(id: UInt64, at: ContinuousClock.Instant)] = []
    private var first = 0

    mutating func add(_ caller: Caller, id: UInt64, until deadline: ContinuousClock.Instant) {
        callers[id] = caller
        deadlines.append((id, deadline))
    }

    func isWaiting(_ id: UInt64) -> Bool { callers[id] != nil }

    /// Does nothing for one that was answered.
    mutating func answer(_ id: UInt64, _ reply: Result<LineReply, StoreFailure>) {
        callers.removeValue(forKey: id)?.resume(returning: reply)
        forgetAnswered()
    }

    /// Nil while nobody waits.
    var nextDeadline: ContinuousClock.Instant? { first < deadlines.count ? deadlines[first].at : nil }

    func late(at now: ContinuousClock.Instant) -> [UInt64] {
        deadlines[first...].prefix { $0.at <= now }.map(\.id)
    }

    private mutating func forgetAnswered() {
        while first < deadlines.count, callers[deadlines[first].id] == nil { first += 1 }
        if first == deadlines.count || first > 1_024 {
            deadlines.removeSubrange(..<first)
            first = 0
        }
    }
}
