/// Keeps what happens to claims, for the history of their items.
///
/// What an item's life depends on stands in its record and does not come here: a crash may lose the last moments of a
/// journal.
package protocol Journal: Sendable {
    /// Takes events and returns at once; they can be read a second later at most. Nothing waits for a store here, so that
    /// claims can report on their way. A claim may be told any number of times, by any server.
    func add(_ events: [ItemEvent], of client: ClientID)

    /// What happened to one post, oldest first; of many events the newest 1,000.
    func events(of post: PostID, client: ClientID) async throws(StoreFailure) -> [ItemEvent]
}
