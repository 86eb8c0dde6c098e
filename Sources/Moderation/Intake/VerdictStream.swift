/// Where producers put verdicts that ingestion comes for, one stream for each client.
///
/// An entry that was taken comes back until it is settled: to whoever takes next once its taker has been silent for a while.
/// So it is given out at least once, and `StreamPosition` lets the system of record tell what it has already.
package protocol VerdictStream: Sendable {
    /// Those of the clients for whom there is anything, free to be taken or not.
    func nonempty(among clients: [Client]) async throws(StoreFailure) -> [Client]

    /// The next entries, in the order in which they were sent; as many as one call should bring, none where none is free.
    ///
    /// - Parameter longest: How many bytes a verdict may have; of a longer one only the length is given.
    func take(for client: Client, longest: Int) async throws(StoreFailure) -> StreamBatch

    /// Ends the entries of a batch, each in its way; an entry that somebody else settled meanwhile is left as it is.
    /// Gives how many were stored and how many refused by this call. Harmless when repeated.
    @discardableResult
    func settle(
        _ outcomes: [(entry: StreamEntry, outcome: EntryOutcome)],
        of batch: StreamBatch,
        for client: Client
    ) async throws(StoreFailure) -> (stored: Int, refused: Int)
}
