package import Moderation

/// What callers wait for.
package enum LineName: Hashable, Sendable {
    /// Items of one queue of a client.
    case queue(QueueName, of: ClientID)
    /// Decisions on a client's items.
    case results(of: ClientID)
}
