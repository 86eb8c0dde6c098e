/// What a claim store can besides, whose lines hold a part of what waits only: let go of items that the record keeps.
package protocol BoundedLine: Sendable {
    /// Waiting items of a queue that have been in the store for longer than the client allows, and their rounds.
    func overstayed(
        in queue: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)]

    /// How much the store holds, and the last `tail` items of a queue's line.
    func window(of queue: QueueName, for client: Client, tail: Int) async throws(StoreFailure) -> QueueWindow

    /// Lets go of items that the record has put on its shelf before. Gives those that were taken out; the others are
    /// claimed, decided or of another round by now. Nil if the publisher's lease is over.
    func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]?

    /// Forgets results that are older than the client keeps them, which acknowledging does only while there is something to
    /// acknowledge.
    func trimResults(of client: Client) async throws(StoreFailure)
}
