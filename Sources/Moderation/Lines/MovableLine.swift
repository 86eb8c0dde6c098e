/// A claim store from which a client's line can be taken away, and in which it can begin.
///
/// A line moves in an order that survives a crash at any point: the old store is closed, the new one begins with the claims
/// that stood, the record is told (`LineRecords.move`), and the old store is cleared. Every step can be repeated by
/// whoever comes by.
package protocol MovableLine: Sendable {
    /// Ends what this store serves of a client in earlier epochs: from here on it hands out nothing, and every call fails with
    /// `hasMoved` or begins a later epoch. Nil where `epoch` has been begun here.
    ///
    /// The record must be looked at behind it: where that has `epoch` or a later one, this comes too late, and nothing may
    /// begin.
    func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine?

    /// Begins `epoch` with these claims and nothing else in line; results stay. Fails where anybody else has closed the line
    /// since, or the store has lost it. Harmless where the epoch has begun.
    func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        with adopted: [AdoptedItem]
    ) async throws(StoreFailure)

    /// Frees what a closed line still takes; results stay.
    func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure)
}
