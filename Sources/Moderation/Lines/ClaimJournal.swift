/// What is known of claims outside of the store that hands them out, a second late at most.
package protocol ClaimJournal: Sendable {
    /// The claims of a client that hold, by the journal's clock, whatever the clock was of the store that gave them out. Each
    /// carries what is known of its item besides.
    func heldClaims(of client: ClientID) async throws(StoreFailure) -> NotedClaims

    /// The highest generation that is known to have been given out to a client's claims; nil where none is.
    func highestGeneration(of client: ClientID) async throws(StoreFailure) -> Generation?

    /// These items of a client, in their order, each carrying what is known of its round besides what it carries already, so that
    /// a store that knows nothing of it can go on from there. Costs the same for items that nobody ever had: one query for all.
    func withStories(_ items: [QueuedItem], of client: ClientID) async throws(StoreFailure) -> [QueuedItem]
}
