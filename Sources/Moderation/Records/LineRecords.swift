/// What a claim store needs of the system of record: in which epoch it serves, and a place to report what it lost.
package protocol LineRecords: Sendable {
    /// The epoch of a client's claim store: at least 1.
    func epoch(of client: ClientID) async throws(StoreFailure) -> Int64

    /// Raises the epoch by one if it is still `epoch`; answers the epoch that is in force afterwards.
    ///
    /// - Throws: also where the client is served elsewhere by now than its settings say. An epoch that the old place took
    ///   then would stand above what the new one hands out.
    func raiseEpoch(of client: Client, from epoch: Int64) async throws(StoreFailure) -> Int64

    /// Remembers that these stand in no line of the claim store. A mark, tried until it is written.
    func markLost(_ posts: [PostID], client: ClientID) async
}
