import EventLoop
import Synchronization

/// Where calls wait for something to give, without a thread and without asking the store again and again: one for all
/// loops of a server.
///
/// Signals say that something came, and wake as many as there are items. A signal is a hint: whoever is woken asks the
/// store, which alone hands out. So a wrong one costs a question, and a lost one a few seconds: in each line with
/// parked calls one of them looks from time to time, whatever their number. And one looks when the next claim is to
/// expire, as the store said by its own clock.
package final class WaitingRoom: Sendable {
    struct State {
        var lines: [LineName: RoomLine] = [:]
        var isClosed = false
    }

    let state = Mutex(State())
    let doubtEvery: Duration

    /// - Parameter doubtEvery: how long, more or less, a signal that was lost can stay unnoticed.
    package init(doubtEvery: Duration = .seconds(5)) { self.doubtEvery = doubtEvery }

    /// Calls that are parked now.
    package var parkedCount: Int {
        state.withLock { state in state.lines.values.reduce(0) { $0 + $1.machine.parkedCount } }
    }

    /// Takes what was said on the channel; see `ReadySignal`.
    package func hear(_ message: String) {
        // Most of what is said is of lines in which nobody waits here.
        guard state.withLock({ !$0.lines.isEmpty }), let signal = ReadySignal(message) else { return }
        announce(signal)
    }

    package func announce(_ signal: ReadySignal) {
        change(signal.line) { $0.machine.announce(signal.count) }
    }

    /// Signals may have been missed: in every line one looks, and others if that one finds something.
    package func lookEverywhere() {
        let names = state.withLock { Array($0.lines.keys) }
        for name in names { change(name) { $0.machine.doubt() } }
    }

    /// Ends all waits, now and from now on.
    package func close() {
        let calls = state.withLock { state in
            state.isClosed = true
            return state.lines.values.flatMap(\.calls.values)
        }
        for call in calls { call.end.end(.closed) }
    }

    /// Who may call has changed: those parked who may not wait any more go on, to be told.
    package func dismiss() {
        let calls = state.withLock { $0.lines.values.flatMap(\.calls.values) }
        for call in calls where !call.mayWait() { call.end.end(.dismissed) }
    }

    /// Changes a line, if anyone is in it, and wakes whom `body` names.
    func change(_ name: LineName, _ body: (inout RoomLine) -> [WaitingLine.Ticket]) {
        let woken: [OneShot<WaitEnd>] = state.withLock { state in
            guard let index = state.lines.index(forKey: name) else { return [] }
            let tickets = body(&state.lines.values[index])
            return state.lines.values[index].take(tickets)
        }
        for call in woken { call.end(.woken) }
    }
}
