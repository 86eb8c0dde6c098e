/// What a claim store needs of the system of record: where a client's line is and in which epoch, its items, and a place to
/// report what it lost.
package protocol LineRecords: Sendable {
    /// The record's clock, which dates decisions.
    func now() async throws(StoreFailure) -> Timestamp

    /// Which store serves a client, and in which epoch: at least 1.
    func place(of client: ClientID) async throws(StoreFailure) -> LinePlace

    /// Puts the line into another place, if it is still in `place`; answers the place that is in force afterwards. The
    /// commit point of every move: until then nobody uses the new one, from then on nobody the old one.
    func move(_ client: ClientID, from place: LinePlace, to next: LinePlace) async throws(StoreFailure) -> LinePlace

    /// Takes, or renews, the lease under which a client's line begins anew: for a few seconds, by the record's clock. One who
    /// dies is waited for no longer than that.
    ///
    /// - Returns: where the line is while the lease is held; nil where another one has it.
    func holdMove(of client: ClientID, as name: String) async throws(StoreFailure) -> LinePlace?

    /// Gives the lease back, if it is this caller's.
    func endMove(of client: ClientID, as name: String) async

    /// Raises the fence of those that are still pending to the epoch's floor, many at once: what was claimed in an earlier epoch
    /// can no longer be decided under that epoch's generation.
    func fence(_ posts: [PostID], epoch: Int64, client: ClientID) async throws(StoreFailure)

    /// The items of the first of these posts, as many as one answer holds: those that are pending, in any order.
    ///
    /// - Returns: the items, and how many posts were looked at: at least one.
    func adopted(
        _ posts: ArraySlice<PostID>,
        client: ClientID,
        withPayload: Bool
    ) async throws(StoreFailure) -> (items: [QueuedItem], looked: Int)

    /// Remembers that these stand in no line of the claim store. A mark, tried until it is written.
    func markLost(_ posts: [PostID], client: ClientID) async

    /// Raises the fence of those that are still pending to the epoch's floor and reads them, earliest due first. What was
    /// claimed in an earlier epoch can no longer be decided under that epoch's generation, so it is safe to
    /// put them into line.
    func requeue(_ posts: [PostID], epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueuedItem]

    /// Remembers that these rounds stand in line in an epoch of the claim store. A mark.
    ///
    /// It is about the round named and no other: a newer one, which another server may open at any time, is in no line yet,
    /// and would never be put into one.
    func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async
}
