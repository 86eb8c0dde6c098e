import EventLoop
import Synchronization

/// How long what is due on the loops that serve calls waits for its turn: each of them is asked ten times a second.
final class LoopLags: Sendable {
    /// Bounds of the histogram, in seconds.
    static let bounds = [0.001, 0.01, 0.1, 1]

    /// What was seen so far, of all loops together.
    struct Seen: Sendable {
        /// By bound, and one more beyond all of them; each lag is in one of them.
        var counts = [Int](repeating: 0, count: LoopLags.bounds.count + 1)
        var seconds = 0.0
        var longest = 0.0
    }

    private let loops: [EventLoop]
    private let log: Log
    private let state = Mutex(Seen())

    private static let pause: Duration = .milliseconds(100)
    private static let worthSaying = 1.0

    init(of loops: [EventLoop], log: Log) {
        self.loops = loops
        self.log = log
    }

    var seen: Seen { state.withLock { $0 } }

    /// Runs until cancelled, which must be before the loops stop.
    func run() async {
        await withDiscardingTaskGroup { group in
            for loop in loops {
                group.addTask { await self.look(at: loop) }
            }
        }
    }

    private func look(at loop: EventLoop) async {
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            let lag = await withCheckedContinuation { answer in
                loop.execute { answer.resume(returning: (ContinuousClock.now - asked) / .seconds(1)) }
            }
            note(lag, of: loop)
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func note(_ lag: Double, of loop: EventLoop) {
        state.withLock { seen in
            seen.counts[Self.bounds.firstIndex { lag <= $0 } ?? Self.bounds.count] += 1
            seen.seconds += lag
            seen.longest = max(seen.longest, lag)
        }
        guard lag >= Self.worthSaying else { return }
        log.warning("calls waited for a busy loop", [("loop", loop.name), ("seconds", "\(lag)")])
    }
}
