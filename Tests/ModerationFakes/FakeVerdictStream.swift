package import Moderation
package import Synchronization

/// A stream in memory, for one client: entries come back until they are settled.
package final class FakeVerdictStream: VerdictStream {
    package struct State: Sendable {
        /// Every call fails with this while it is set.
        package var failure: StoreFailure?
        /// Only `settle` fails, after it did its work or before.
        package var settleFails: (before: Bool, after: Bool) = (false, false)
        package var entries: [StreamEntry] = []
        /// The ids of entries that were taken and not settled.
        package var taken: Set<String> = []
        package var mostInOneBatch = 100
        /// Refused entries by id: code and detail.
        package var refused: [String: [String]] = [:]
        /// How often each entry was settled as what.
        package var settled: [String: [EntryOutcome]] = [:]
        package var sent: UInt64 = 0
    }

    package let state = Mutex(State())
    private let number = Generation(7)

    package init() {}

    /// Sends entries; gives their ids.
    @discardableResult
    package func send(_ texts: StreamEntry.Text...) -> [String] {
        state.withLock { state in
            texts.compactMap { text in
                state.sent += 1
                let id = "\(state.sent)-0"
                guard let position = StreamPosition(stream: number, entry: id) else { return nil }
                state.entries.append(StreamEntry(id: id, position: position, text: text))
                return id
            }
        }
    }

    @discardableResult
    package func send(_ texts: String...) -> [String] {
        texts.flatMap { send(.bytes(Array($0.utf8))) }
    }

    /// All that was taken is free again, as if its takers had died.
    package func takersDie() { state.withLock { $0.taken = [] } }

    private func on<Answer>(
        _ body: (inout sending State) throws(StoreFailure) -> sending Answer
    ) throws(StoreFailure) -> sending Answer {
        try state.withLock { state throws(StoreFailure) in
            if let failure = state.failure { throw failure }
            return try body(&state)
        }
    }

    package func nonempty(among clients: [Client]) async throws(StoreFailure) -> [Client] {
        try on { $0.entries.isEmpty ? [] : clients }
    }

    package func take(for client: Client, longest: Int) async throws(StoreFailure) -> StreamBatch {
        try on { state in
            let free = state.entries.filter { !state.taken.contains($0.id) }.prefix(state.mostInOneBatch)
            state.taken.formUnion(free.map(\.id))
            return StreamBatch(stream: number, entries: Array(free))
        }
    }

    package func settle(
        _ outcomes: [(entry: StreamEntry, outcome: EntryOutcome)],
        of batch: StreamBatch,
        for client: Client
    ) async throws(StoreFailure) -> (stored: Int, refused: Int) {
        try on { state throws(StoreFailure) in
            if state.settleFails.before { throw StoreFailure("settle fails") }
            var counts = (stored: 0, refused: 0)
            for (entry, outcome) in outcomes {
                state.taken.remove(entry.id)
                state.settled[entry.id, default: []].append(outcome)
                guard outcome != .again, let index = state.entries.firstIndex(of: entry) else { continue }
                state.entries.remove(at: index)
                if case .refused(let code, let detail) = outcome {
                    state.refused[entry.id] = [code, detail]
                    counts.refused += 1
                } else {
                    counts.stored += 1
                }
            }
            if state.settleFails.after { throw StoreFailure("settle fails") }
            return counts
        }
    }
}
