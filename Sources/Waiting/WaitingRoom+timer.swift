import EventLoop
import Synchronization

/// Each line with parked calls has one timer, for whatever comes first: the next look for signals that were missed, or the
/// next expiry.
extension WaitingRoom {
    /// Arms the line's timer if it has none, or one that would come too late. One that comes too early is armed again when
    /// it fires, since expiries are mostly put off.
    func setTimer(_ name: LineName, on loop: EventLoop) {
        let now = MonotonicClock.nanoseconds()
        let late: LoopTimer? = state.withLock { state in
            guard let index = state.lines.index(forKey: name) else { return nil }
            return arm(&state.lines.values[index], name, now, on: loop)
        }
        late?.cancel()
    }

    private func arm(_ line: inout RoomLine, _ name: LineName, _ now: UInt64, on loop: EventLoop) -> LoopTimer? {
        guard line.machine.parkedCount > 0 else { return nil }
        // Not in step with the other servers.
        if line.doubtDue <= now { line.doubtDue = Self.instant(after: doubtEvery * .random(in: 0.8...1.2)) }
        let due = min(line.doubtDue, line.changeDue ?? .max)
        guard line.timer == nil || due < line.timerDue else { return nil }
        let late = line.timer
        line.timerDue = due
        line.timer = loop.schedule(after: Self.duration(until: due)) { [weak self] in
            self?.change(name) { $0.lookIfDue(MonotonicClock.nanoseconds()) }
            self?.setTimer(name, on: loop)
        }
        return late
    }

    static func instant(after duration: Duration) -> UInt64 {
        MonotonicClock.nanoseconds() + duration.clampedNanoseconds
    }

    static func duration(until instant: UInt64) -> Duration {
        let now = MonotonicClock.nanoseconds()
        return instant > now ? .nanoseconds(Int64(clamping: instant - now)) : .zero
    }
}
