/// Keeps what happens to claims, for the history of their items.
///
/// What an item's life depends on stands in its record and does not come here: a crash may lose the last moments of a
/// journal.
package protocol Journal: Sendable {
    /// Takes events and returns at once; they can be read a second later at most. Nothing waits for a store here, so that
    /// claims can report on their way. A claim may be told any number of times, by any server.
    func add(_ events: [ItemEvent], of client: ClientID)

    /// The same where it is known when the store told of it, by the store's clock: a journal that has a clock of its own keeps
    /// how much is left of a claim, and not the instant of another clock.
    func add(_ events: [ItemEvent], of client: ClientID, toldAt now: Timestamp)

    /// Has what was added until now written down before it returns; false where that was not done within this time, which
    /// undoes nothing: it is tried again.
    func write(within time: Duration) async -> Bool

    /// What happened to one post, oldest first; of many events the newest 1,000.
    func events(of post: PostID, client: ClientID) async throws(StoreFailure) -> [ItemEvent]
}

extension Journal {
    package func add(_ events: [ItemEvent], of client: ClientID, toldAt now: Timestamp) { add(events, of: client) }

    package func write(within time: Duration) async -> Bool { true }
}
