package import Moderation

/// That there is something for those who wait; see `ReadySignal`.
package enum LineSignal: Equatable, Sendable {
    /// So many items of a queue can be claimed.
    case items(in: QueueName, count: Int)
    case results(count: Int)
}
