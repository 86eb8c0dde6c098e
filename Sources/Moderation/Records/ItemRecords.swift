/// The system of record: every verdict and every decision, durable before it is acknowledged.
///
/// Writes that answers depend on (`record`, `decide`, `withdraw`, `fence`, `requeue`, `shelve`) are journaled by a
/// majority. Marks save work and may be lost.
package protocol ItemRecords: LineRecords, ShelfRecords, ResultsLog {
    /// Stores verdicts, each for itself; answers come in the order of the records. A failure says nothing about any of
    /// them: repeat the call, what was stored comes back as a duplicate.
    func record(_ verdicts: [VerdictRecord], for client: Client) async throws(StoreFailure) -> [RecordAnswer]

    func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord?

    /// The commit point of a decision: stored if the item is pending in that round and its fence is not above
    /// the generation; at most one decision per round ever is (G2, G9). Nil if the filter did not match: load the
    /// item to learn why.
    func decide(_ write: DecisionWrite, for client: ClientID) async throws(StoreFailure) -> StoredDecision?

    /// Ends the newest round, if no person has decided it: of a withdrawal and a decision that race one is stored. The
    /// round counts as `ended` until it is marked as out.
    func withdraw(_ post: PostID, client: ClientID) async throws(StoreFailure) -> WithdrawAnswer

    /// Rounds that ended without a decision `age` ago or longer and are not marked as out of the claim store: they were
    /// withdrawn, or replaced by a version that needs no review. The oldest first.
    func ended(olderThan age: Duration, limit: Int, client: ClientID) async throws(StoreFailure) -> [EndedRound]

    /// Remembers that the claim store has nothing of this round. A mark.
    func markOut(_ ended: EndedRound, client: ClientID) async

    /// Remembers that the round stands in the queue of the supervisors. A mark, tried until it is written.
    func markEscalated(_ post: PostID, round: Int, client: ClientID) async

    /// Remembers that the result was published. A mark.
    func markPublished(_ post: PostID, round: Int, client: ClientID) async

    /// Makes every decision under `generation` or an older one impossible, unless one is stored.
    func fence(
        _ post: PostID,
        round: Int,
        above generation: Generation,
        client: ClientID
    ) async throws(StoreFailure) -> FenceAnswer

    /// Decisions whose result was not marked as published for `age`, oldest first.
    func unpublished(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [StoredDecision]

    /// How many pending items stand neither in the line of `epoch` nor on the shelf, by queue. So many of the earliest due are
    /// looked at that it costs the same however many there are.
    func outside(of epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueueName: Int]

    /// Pending items, not on the shelf, that are not marked as queued in `epoch` and are older than `age` if they never were, earliest due
    /// time first.
    func unqueued(
        before epoch: Int64,
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [PostID]
}
