/// All decisions of the kept time in one order, of both tiers, whatever happened to the claim stores.
///
/// They are numbered without gaps, each once, in the order in which they got into the log. So who has read up to a number
/// has read all that are in the log up to it, for ever: one that comes late gets a higher number.
package protocol ResultsLog: Sendable {
    /// The decisions behind a cursor, in their order. All that were stored before the call are in the log by then.
    func results(
        of client: Client,
        after cursor: ResultsCursor,
        limit: Int
    ) async throws(StoreFailure) -> ResultsPage

    /// Puts the decisions into the log that are not in it.
    func logResults(of client: Client) async throws(StoreFailure)
}
