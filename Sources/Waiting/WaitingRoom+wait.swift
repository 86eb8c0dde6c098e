package import EventLoop
import Synchronization

extension WaitingRoom {
    /// Asks until an answer holds something, the wait is over, the task is cancelled, the room is closed or the caller is refused;
    /// gives the last answer.
    ///
    /// - Parameters:
    ///   - limit: the longest wait. Where it ends with nothing, the store is asked a last time, so that the answer says what
    ///     is and not what was.
    ///   - loop: of the caller, for timers.
    ///   - refusing: why the caller may not ask, nor wait, any more. What it was woken for is left to the next then.
    ///   - ask: one question to the store.
    ///   - reading: what an answer says of the line.
    package func firstAnswer<Answer, Failure: Error>(
        in line: LineName,
        within limit: Duration,
        on loop: EventLoop,
        refusing: @escaping @Sendable () -> Failure? = { nil },
        ask: () async throws(Failure) -> Answer,
        reading: (Answer) -> LineAnswer
    ) async throws(Failure) -> Answer {
        guard limit > .zero else { return try await ask() }
        let deadline = Self.instant(after: limit)
        let place = Place(line: line, ticket: enter(line), loop: loop)
        defer { leave(place) }
        while true {
            let (answer, isServed) = try await asked(place, ask, reading)
            guard !isServed, !Task.isCancelled, MonotonicClock.nanoseconds() < deadline else { return answer }
            let end = await park(place, until: deadline) { refusing() == nil }
            // Whoever is gone, or refused, asks for nothing more; its turn passes on as it leaves.
            guard !Task.isCancelled else { return answer }
            if let refusal = refusing() { throw refusal }
            switch end {
            case .woken, .dismissed: continue
            case .timeUp: return try await asked(place, ask, reading).answer
            case .cancelled, .closed: return answer
            }
        }
    }

    private struct Place {
        let line: LineName
        let ticket: WaitingLine.Ticket
        let loop: EventLoop
    }

    private func asked<Answer, Failure: Error>(
        _ place: Place,
        _ ask: () async throws(Failure) -> Answer,
        _ reading: (Answer) -> LineAnswer
    ) async throws(Failure) -> (answer: Answer, isServed: Bool) {
        do {
            let answer = try await ask()
            let said = reading(answer)
            change(place.line) { line in
                line.changeDue = said.nextChange.map { Self.instant(after: $0 > .zero ? $0 : Self.overduePause) }
                return line.machine.answered(place.ticket, said)
            }
            setTimer(place.line, on: place.loop)
            return (answer, said.isServed)
        } catch {
            // The turn doesn't pass on: the next caller would most likely fail too, and then all of them.
            change(place.line) { $0.machine.answered(place.ticket, LineAnswer(isServed: false)) }
            throw error
        }
    }

    /// The store may say that something is overdue which no question returns, such as a decision that is under way.
    private static let overduePause: Duration = .milliseconds(500)

    private func enter(_ name: LineName) -> WaitingLine.Ticket {
        state.withLock { $0.lines[name, default: RoomLine(name.rule)].machine.enter() }
    }

    private func leave(_ place: Place) {
        change(place.line) { $0.machine.leave(place.ticket) }
        let timer: LoopTimer? = state.withLock { state in
            guard state.lines[place.line]?.machine.isEmpty == true else { return nil }
            return state.lines.removeValue(forKey: place.line)?.timer
        }
        timer?.cancel()
    }

    private func park(
        _ place: Place,
        until deadline: UInt64,
        while mayWait: @escaping @Sendable () -> Bool
    ) async -> WaitEnd {
        let call = OneShot<WaitEnd>()
        let known: WaitEnd? = state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.lines[place.line]?.machine.park(place.ticket) == true else { return .woken }
            state.lines[place.line]?.calls[place.ticket] = ParkedCall(end: call, mayWait: mayWait)
            return nil
        }
        if let known { return known }
        // The change may have come before the call was parked.
        if !mayWait() { call.end(.dismissed) }
        setTimer(place.line, on: place.loop)
        let timer = place.loop.schedule(after: Self.duration(until: deadline)) { call.end(.timeUp) }
        let end = await withTaskCancellationHandler {
            await call.wait()
        } onCancel: {
            call.end(.cancelled)
        }
        timer.cancel()
        state.withLock { state in
            state.lines[place.line]?.calls[place.ticket] = nil
            state.lines[place.line]?.machine.unpark(place.ticket)
        }
        return end
    }
}

extension LineName {
    fileprivate var rule: WaitingLine.Rule {
        switch self {
        case .queue: .oneEach
        case .results: .everyone
        }
    }
}
