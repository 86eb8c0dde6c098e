/// A claim store that can be gone through, item by item, and whose items can be put right.
package protocol InspectableLine: Sendable {
    /// A part of what the store holds of a client, `limit` items or some more. What stands all the while is on some page, and
    /// may be on two. Changes nothing.
    ///
    /// - Parameter cursor: nil at the beginning, then what the page before gave.
    /// - Returns: nil where the store does not hold the client in that epoch: then nothing of it can be claimed.
    func inspect(
        _ client: Client,
        in epoch: Int64,
        after cursor: String?,
        limit: Int
    ) async throws(StoreFailure) -> LinePage?

    /// The same of these items alone; those that are not in line are not on the page.
    func inspect(
        _ posts: [PostID],
        of client: Client,
        in epoch: Int64
    ) async throws(StoreFailure) -> LinePage?

    /// Makes the parts of an item agree, if they still don't: as its record says while it has one and there is something to
    /// show, or else by taking out all that is left of it. Never takes an item out that somebody may hold: then the line begins
    /// anew.
    func mend(_ flaw: Drift, of client: Client) async throws(StoreFailure) -> MendAnswer

    /// Looks whether the store still has all that was put into it of a client. If not, it hands out nothing of it from here on,
    /// until a call has begun the line anew with the claims that are left and those that the journal knows of, as behind the
    /// loss of all.
    ///
    /// - Parameter found: what the caller knows to be lost that the store can't see, in a few words.
    /// - Returns: nil where nothing is lost.
    func findLoss(of client: Client, found: String?) async throws(StoreFailure) -> LineLoss?
}
