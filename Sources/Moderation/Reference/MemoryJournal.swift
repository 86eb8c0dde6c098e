import Synchronization

/// A journal in memory, for tests: what is added can be read at once.
package final class MemoryJournal: Journal {
    private let kept = Mutex<[ClientID: [ItemEvent]]>([:])

    package init() {}

    package func add(_ events: [ItemEvent], of client: ClientID) {
        kept.withLock { $0[client, default: []] += events }
    }

    package func events(of post: PostID, client: ClientID) async throws(StoreFailure) -> [ItemEvent] {
        let events = kept.withLock { $0[client] ?? [] }.filter { $0.post == post }
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
            .suffix(1_000)
    }
}
