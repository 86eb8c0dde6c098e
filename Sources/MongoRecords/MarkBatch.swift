import MongoClient

/// Collects marks and writes them together: one command for what came in within 100 ms instead of one for each
/// decision.
///
/// Losing marks is harmless, which is why they wait in memory, need no journal, and are dropped beyond a limit. A
/// decision that is not marked as published is published again by `Recovery`, which the claim store answers
/// as done before; a round that is not marked as queued is found in line by `Recovery`, and marked again. Only until
/// that happened, a new version of a post whose decision is not marked has to wait.
///
/// Marks are written in the order in which they came, one command at a time. Tasks run only while marks wait: one that
/// sleeps, one that writes. `close` waits for both.
actor MarkBatch {
    private let mongo: MongoClient
    private let collection: String
    private let pause: Duration
    private let limit: Int

    private var waiting: [Mark] = []
    private var itemsWaiting = 0
    private var isClosed = false
    /// How many marks were taken, and how many of them have been written or lost.
    private var taken = 0
    private var settled = 0
    private var timer: Task<Void, Never>?
    private var writer: Task<Void, Never>?

    /// What one command holds at most, in items.
    private static let commandItems = 500
    private static let timeout: Duration = .seconds(5)

    /// - Parameters:
    ///   - pause: How long the first mark waits for others.
    ///   - limit: How many items' marks may wait; further ones are dropped.
    init(mongo: MongoClient, collection: String, pause: Duration = .milliseconds(100), limit: Int = 10_000) {
        self.mongo = mongo
        self.collection = collection
        self.pause = pause
        self.limit = limit
    }

    func add(_ mark: Mark) {
        guard !isClosed, itemsWaiting + mark.items <= limit else { return }
        taken += 1
        waiting.append(mark)
        itemsWaiting += mark.items
        startTimer()
    }

    /// Returns when everything that was added before is written, or could not be.
    func flush() async {
        let mine = taken
        while settled < mine {
            if writer == nil { startWriter() }
            await writer?.value
        }
    }

    /// Writes what waits, once. Later marks are dropped, and no task is left.
    func close() async {
        isClosed = true
        await flush()
        timer?.cancel()
        await timer?.value
    }

    private func startTimer() {
        guard timer == nil, !waiting.isEmpty, !isClosed else { return }
        timer = Task {
            // Only `close` cancels the sleep, and that writes by itself.
            try? await Task.sleep(for: pause)
            await timerEnded()
        }
    }

    private func timerEnded() async {
        timer = nil
        if !isClosed { await flush() }
    }

    /// A task of its own, so that a caller that is cancelled takes nobody's marks with it.
    private func startWriter() {
        let marks = waiting
        let last = taken
        waiting = []
        itemsWaiting = 0
        writer = Task {
            let failed = await write(marks)
            writer = nil
            settled = last
            keep(failed)
            startTimer()
        }
    }

    private func keep(_ marks: [Mark]) {
        for mark in marks where !mark.canBeLost { add(mark) }
    }

    /// Gives the marks that were not written.
    private func write(_ marks: [Mark]) async -> [Mark] {
        var failed: [Mark] = []
        var rest = marks[...]
        while !rest.isEmpty {
            let command = Self.takeCommand(from: &rest)
            do {
                try await mongo.update(
                    in: collection,
                    command.map(\.update),
                    ordered: false,
                    writeConcern: command.allSatisfy(\.canBeLost) ? .acknowledged : .majority(),
                    timeout: Self.timeout
                )
            } catch {
                failed += command
            }
        }
        return failed
    }

    private static func takeCommand(from marks: inout ArraySlice<Mark>) -> ArraySlice<Mark> {
        var items = 0
        let end = marks.firstIndex { mark in
            items += mark.items
            return items > commandItems
        }
        // One mark alone may be about more than that.
        let command = marks[..<Swift.max(end ?? marks.endIndex, marks.startIndex + 1)]
        marks = marks[command.endIndex...]
        return command
    }
}
