/// A system of record that can be gone through, as finally as a majority has it.
package protocol InspectableRecords: Sendable {
    /// A page of a selection, `limit` items or some more, in the order of due times, or of decisions.
    ///
    /// - Parameter cursor: nil at the beginning, then what the page before gave.
    func page(
        of selection: RecordSelection,
        in epoch: Int64,
        after cursor: Timestamp?,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> RecordPage

    /// What is known of these posts, in no order; the others are unknown.
    func recorded(_ posts: [PostID], client: ClientID) async throws(StoreFailure) -> RecordPage
}
