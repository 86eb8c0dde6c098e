import Synchronization

/// Collects what is to be written, and writes it together: one command for what came in within a pause instead of one
/// for each element.
///
/// What waits is in memory alone: a crash loses it, and beyond a limit it is dropped. To add takes a lock for a few
/// instructions and waits for nothing else. Elements are written in the order in which they came, one command at a time;
/// where MongoDB does not take one, what comes behind it waits as well. Tasks run only while something waits:
/// one that sleeps, one that writes. `close` waits for both.
final class WriteBatch<Writer: BatchWriter>: Sendable {
    typealias Element = Writer.Element

    private let writer: Writer
    private let pause: Duration
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var waiting: [Element] = []
        /// Weight of what waits and of what is being written.
        var held = 0
        var isClosed = false
        /// How many elements were taken, and how many of them have been written or given up.
        var taken = 0
        var settled = 0
        var lost = 0
        /// How many writes left something.
        var failures = 0
        var timer: Task<Void, Never>?
        var writing: Task<Void, Never>?
    }

    /// How long nothing is tried where MongoDB did not take it.
    private static var pauseAfterFailure: Duration { .seconds(1) }

    /// The same where somebody waits for it.
    private static var pauseWhenAwaited: Duration { .milliseconds(50) }

    /// - Parameters:
    ///   - pause: How long the first element waits for others.
    ///   - limit: How much may wait, in weight.
    init(_ writer: Writer, pause: Duration, limit: Int) {
        self.writer = writer
        self.pause = pause
        self.limit = limit
    }

    func add(_ element: Element) {
        let weight = writer.weight(of: element)
        state.withLock { state in
            guard !state.isClosed, state.held + weight <= limit else {
                state.lost += 1
                return
            }
            state.taken += 1
            state.held += weight
            state.waiting.append(element)
            startTimer(&state, pause)
        }
    }

    /// Returns when everything that was added before is written, or could not be: then false.
    @discardableResult
    func flush() async -> Bool {
        let (mine, failures) = state.withLock { ($0.taken, $0.failures) }
        while let writing = state.withLock({ $0.settled < mine ? $0.writing ?? startWriting(&$0) : nil }) {
            await writing.value
        }
        return state.withLock(\.failures) == failures
    }

    /// The same, tried again and again until `limit` is over, also where the caller's task is cancelled: then it is known all the
    /// same what was written.
    func flush(within limit: Duration) async -> Bool {
        guard !state.withLock({ $0.settled == $0.taken }) else { return true }
        return await Task { await flushOrGiveUp(after: limit) }.value
    }

    private func flushOrGiveUp(after limit: Duration) async -> Bool {
        let (outcome, told) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let writing = Task {
            var isWritten = await flush()
            while !isWritten, !Task.isCancelled {
                try? await Task.sleep(for: Self.pauseWhenAwaited)
                isWritten = await flush()
            }
            told.yield(isWritten)
        }
        let timer = Task {
            try? await Task.sleep(for: limit)
            told.yield(false)
        }
        defer {
            writing.cancel()
            timer.cancel()
        }
        for await isWritten in outcome { return isWritten }
        return false
    }

    /// Writes what waits, once. What comes later is dropped, and no task is left.
    func close() async {
        state.withLock { $0.isClosed = true }
        await flush()
        let timer = state.withLock(\.timer)
        timer?.cancel()
        await timer?.value
    }

    private func startTimer(_ state: inout State, _ pause: Duration) {
        guard state.timer == nil, !state.waiting.isEmpty, !state.isClosed else { return }
        state.timer = Task {
            // Only `close` cancels the sleep, and that writes by itself.
            try? await Task.sleep(for: pause)
            await timerEnded()
        }
    }

    private func timerEnded() async {
        let isClosed = state.withLock { state in
            state.timer = nil
            return state.isClosed
        }
        if !isClosed { await flush() }
    }

    /// A task of its own, so that a caller that is cancelled takes nobody's elements with it.
    private func startWriting(_ state: inout State) -> Task<Void, Never> {
        let elements = state.waiting
        let last = state.taken
        state.waiting = []
        let task = Task { await write(elements, last) }
        state.writing = task
        return task
    }

    private func write(_ elements: [Element], _ last: Int) async {
        var rest = elements[...]
        while !rest.isEmpty {
            let command = firstCommand(of: rest)
            guard await writer.write(command) else { break }
            rest = rest[command.endIndex...]
        }
        let kept = rest.filter(writer.isWorthAnotherTry)
        let lost = state.withLock { state in
            state.writing = nil
            state.settled = last
            state.held -= weight(of: elements)
            state.lost += rest.count
            if !rest.isEmpty { state.failures += 1 }
            if !state.isClosed {
                state.lost -= kept.count
                state.held += weight(of: kept)
                state.taken += kept.count
                state.waiting = kept + state.waiting
                startTimer(&state, rest.isEmpty ? pause : Self.pauseAfterFailure)
            }
            defer { state.lost = 0 }
            return state.lost
        }
        if lost > 0 { writer.lost(lost) }
    }

    private func weight(of elements: [Element]) -> Int { elements.reduce(0) { $0 + writer.weight(of: $1) } }

    private func firstCommand(of elements: ArraySlice<Element>) -> ArraySlice<Element> {
        var weight = 0
        let end = elements.firstIndex { element in
            weight += writer.weight(of: element)
            return weight > Writer.mostInOneCommand
        }
        // One element alone may weigh more than that.
        return elements[..<max(end ?? elements.endIndex, elements.startIndex + 1)]
    }
}
