import Synchronization

/// A journal in memory, for tests: what is added can be read at once.
package final class MemoryJournal: Journal {
    private struct Kept {
        var events: [ClientID: [ItemEvent]] = [:]
        var addedAt = ContinuousClock.now
        var known = KnownClaims()
    }

    private let kept = Mutex(Kept())
    private let text: @Sendable (Story) -> String?

    /// - Parameter text: how the claim stores want a story to be carried; of nil they are told nothing.
    package init(carrying text: @escaping @Sendable (Story) -> String? = { _ in nil }) { self.text = text }

    package func add(_ events: [ItemEvent], of client: ClientID) {
        kept.withLock { kept in
            for event in events where kept.known.learn(event, of: client) {
                kept.events[client, default: []].append(event)
                kept.addedAt = .now
            }
        }
    }

    package func events(of post: PostID, client: ClientID) async throws(StoreFailure) -> [ItemEvent] {
        let events = events(of: client).filter { $0.post == post }
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
            .suffix(1_000)
    }

    private func events(of client: ClientID) -> [ItemEvent] { kept.withLock { $0.events[client] ?? [] } }
}

extension MemoryJournal: ClaimJournal {
    /// The time is that of the newest event.
    package func heldClaims(of client: ClientID) async throws(StoreFailure) -> NotedClaims {
        let events = events(of: client)
        let now = events.map(\.at).max() ?? Timestamp(milliseconds: 0)
        let held = Dictionary(grouping: events, by: \.post).values
            .compactMap { HeldClaim(after: $0, at: now, carrying: text) }
            .sorted { $0.claim.generation < $1.claim.generation }
        let addedAt = kept.withLock { $0.addedAt }
        return NotedClaims(held: held, clock: ClockReading(now, askedAt: addedAt, readAt: addedAt))
    }

    package func highestGeneration(of client: ClientID) async throws(StoreFailure) -> Generation? {
        events(of: client).compactMap(\.generation).max()
    }

    /// What an item carries already it keeps as it is. The time is that of the newest event.
    package func withStories(
        _ items: [QueuedItem],
        of client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        let all = events(of: client)
        guard let now = all.map(\.at).max() else { return items }
        let events = Dictionary(grouping: all, by: \.post)
        return items.map { item in
            guard item.carried == nil,
                let story = events[item.post].flatMap({ Story(ofRound: item.round, after: $0, at: now) })
            else { return item }
            return item.carrying(text(story))
        }
    }
}
