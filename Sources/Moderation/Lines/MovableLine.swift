/// A claim store from which a client's line can be taken away, and in which it can begin.
///
/// It knows nothing of the order in which that goes, nor of the record: `LineMover` does. Every step can be repeated by
/// whoever comes by.
package protocol MovableLine: Sendable {
    /// Whether the store has the client in this epoch, and has lost nothing since.
    func serves(_ client: Client, in epoch: Int64) async throws(StoreFailure) -> Bool

    /// Ends what this store serves of a client in earlier epochs: from here on it hands out nothing, and every call fails with
    /// `hasMoved` or begins a later epoch. What stands stays as it is until `begin`. Nil where `epoch` has been begun here.
    ///
    /// The record must be looked at behind it: where that has `epoch` or a later one, this comes too late, and nothing may
    /// begin.
    func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine?

    /// Puts claims aside with which `epoch` will begin. In parts, oldest claims first; the first part drops what another caller
    /// has put aside. Fails where anybody else has closed the line since, or the store has lost it.
    func adopt(
        _ part: [AdoptedItem],
        isFirst: Bool,
        for client: Client,
        epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure)

    /// Begins `epoch` with the claims that were put aside, so many of them, and nothing else in line; results stay. Fails where
    /// one is missing, anybody else has closed the line since, or the store has lost it. Harmless where the epoch has begun.
    func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        adopted count: Int
    ) async throws(StoreFailure)

    /// Frees what a closed line still takes; results stay.
    func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure)

    /// Whether it needs what moderators are shown of a post to take over a claim on it.
    var keepsPayloads: Bool { get }
}
