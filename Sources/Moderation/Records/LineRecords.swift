/// What a claim store needs of the system of record: in which epoch it serves, and a place to report what it lost.
package protocol LineRecords: Sendable {
    /// The epoch of a client's claim store: at least 1.
    func epoch(of client: ClientID) async throws(StoreFailure) -> Int64

    /// Raises the epoch by one if it is still `epoch`; answers the epoch that is in force afterwards.
    func raiseEpoch(of client: ClientID, from epoch: Int64) async throws(StoreFailure) -> Int64

    /// Remembers that these rounds stand in line in an epoch of the claim store, 0 for in none. A mark.
    func markQueued(_ posts: [PostID], epoch: Int64, client: ClientID) async
}
