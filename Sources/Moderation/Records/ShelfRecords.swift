/// Where items wait that the claim store has no room for, or has had for too long: pending, and in no line.
package protocol ShelfRecords: Sendable {
    /// Puts pending items on the shelf, before the claim store lets go of them: an item that stands in line and is on the
    /// shelf is found present when it comes back, while one that is in neither place would be lost.
    func shelve(_ posts: [PostID], client: ClientID) async throws(StoreFailure)

    /// Keeps what the claim store wants back with the item. A mark.
    func keepCarried(_ item: ShelvedItem, client: ClientID) async

    /// Remembers that these rounds, and no newer ones, stand in line in an epoch of the claim store. A mark.
    func markOffShelf(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async

    /// The queues of which anything is on the shelf.
    func shelf(of client: ClientID) async throws(StoreFailure) -> [ShelfState]

    /// What is on the shelf of one queue, earliest due first.
    func shelved(in queue: QueueName, limit: Int, client: ClientID) async throws(StoreFailure) -> [LineItem]
}
