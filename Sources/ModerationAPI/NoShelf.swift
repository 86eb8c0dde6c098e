package import Moderation

/// For claim stores that hold all that waits.
package struct NoShelf: ShelfAttendant {
    package init() {}

    package func asked(for client: ClientID) {}

    package func count(in queue: QueueName, of client: ClientID) -> Int { 0 }

    package func states(of client: Client) async -> [ShelfState] { [] }

    package func refill(_ client: Client) async {}
}
