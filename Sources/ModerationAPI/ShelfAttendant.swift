package import Moderation

/// Sees to it that what waits on the record's shelf comes back when there is demand for it.
package protocol ShelfAttendant: Sendable {
    /// Somebody asks for work of this client, so that bringing it back is worth the while for some time.
    func asked(for client: ClientID)

    /// How many items of a queue are on the shelf, as last seen; no store is asked.
    func count(in queue: QueueName, of client: ClientID) -> Int

    /// What is on the shelf, as of now if the record says so within a moment, else as last seen.
    func states(of client: Client) async -> [ShelfState]

    /// Brings back what there is room for. Calls that come together share one run.
    func refill(_ client: Client) async
}
